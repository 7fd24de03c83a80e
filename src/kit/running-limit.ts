const TICK_MS = 50;
/** A tick that comes later than this was kept waiting by the machine: the rest of the gap is not counted. */
const MOST_MS = 4 * TICK_MS;

/**
 * Aborts after `ms` of time in which this process could run. A process that the machine stops or starves has not waited
 * for an answer meanwhile, so a limit on the wall clock would blame the other side.
 */
export function runningLimit(ms: number): {
  signal: AbortSignal;
  clear: () => void;
  /** Milliseconds of the limit that are used up. */
  elapsed: () => number;
} {
  const over = new AbortController();
  let left = ms;
  let last = performance.now();
  const gap = () => Math.min(performance.now() - last, MOST_MS);
  const timer = setInterval(() => {
    left -= gap();
    last = performance.now();
    if (left > 0) return;
    clearInterval(timer);
    over.abort(new DOMException("The time is up.", "TimeoutError"));
  }, TICK_MS);
  timer.unref();
  return {
    signal: over.signal,
    clear: () => clearInterval(timer),
    elapsed: () => ms - left + gap(),
  };
}
