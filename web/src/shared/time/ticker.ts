/**
 * Timers that keep their pace in a hidden tab: one worker ticks four times a second for the whole page.
 * Without workers (tests, old browsers) the page's own timer ticks instead.
 */
type Listener = () => void;

const listeners = new Set<Listener>();
let started = false;

function tick(): void {
  for (const listener of [...listeners]) listener();
}

function start(): void {
  if (started) return;
  started = true;
  if (typeof Worker === "undefined") {
    setInterval(tick, 250);
    return;
  }
  const worker = new Worker(new URL("./ticker.worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = tick;
  worker.onerror = () => {
    worker.terminate();
    setInterval(tick, 250);
  };
}

/** Call `listener` about four times a second until the returned function is called. */
export function onTick(listener: Listener): () => void {
  start();
  listeners.add(listener);
  return () => listeners.delete(listener);
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
  const stop = onTick(() => {
    if (performance.now() < due) return;
    stop();
    run();
  });
  return stop;
}
