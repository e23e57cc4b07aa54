/** Ticks from a worker: the timers of a hidden page are throttled to once a minute, a worker's are not. */
setInterval(() => postMessage(null), 250);
