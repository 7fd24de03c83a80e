import type { Clock } from "../ports.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    // Longer than a timer can hold means "not within this process".
    const timer = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
    timer.unref?.();
    return () => clearTimeout(timer);
  },
};
