/**
 * Timers that keep their pace in a hidden tab: one worker ticks four times a second for the whole page, as long as
 * somebody listens. Without workers the page's own timer ticks instead.
 */
type Listener = () => void;

const listeners = new Set<Listener>();
let stop: (() => void) | null = null;

function tick(): void {
  for (const listener of [...listeners]) listener();
}

function pageTimer(): () => void {
  const timer = setInterval(tick, 250);
  return () => clearInterval(timer);
}

function start(): () => void {
  if (typeof Worker === "undefined") return pageTimer();
  const worker = new Worker(new URL("./ticker.worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = tick;
  worker.onerror = () => {
    worker.terminate();
    if (listeners.size > 0) stop = pageTimer();
  };
  return () => worker.terminate();
}

/** Call `listener` about four times a second until the returned function is called. */
export function onTick(listener: Listener): () => void {
  listeners.add(listener);
  stop ??= start();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = null;
  };
}

/** Call `run` every `ms` milliseconds (to within a quarter of a second). */
export function every(ms: number, run: () => void): () => void {
  let last = performance.now();
  return onTick(() => {
    const now = performance.now();
    if (now - last < ms - 50) return;
    last = now;
    run();
  });
}

/** Call `run` once after `ms` milliseconds. */
export function after(ms: number, run: () => void): () => void {
  const due = performance.now() + ms;
  const stopTicks = onTick(() => {
    if (performance.now() < due) return;
    stopTicks();
    run();
  });
  return stopTicks;
}
