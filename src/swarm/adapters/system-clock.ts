import type { Clock } from "../ports.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  after(ms, run) {
    // A timer holds at most 2^31 - 1 ms, which is longer than this process runs.
    const timer = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
    timer.unref?.();
    return () => clearTimeout(timer);
  },
};
