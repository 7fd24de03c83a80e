import { expect, test, vi } from "vitest";
import { runningLimit } from "../../../src/kit/running-limit.ts";

test("time in which the process stood still does not count", () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  try {
    const { signal, clear } = runningLimit(1_000);
    vi.advanceTimersByTime(500);
    // The machine stops the process: the clock goes on, and no tick comes.
    const now = performance.now();
    const clock = vi.spyOn(performance, "now").mockImplementation(() => now + 60_000);
    vi.advanceTimersByTime(50);
    expect(signal.aborted).toBe(false);
    clock.mockRestore();
    clear();
  } finally {
    vi.useRealTimers();
  }
});

test("it aborts with a TimeoutError when its time has been used up, and never after it was cleared", () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  try {
    const [used, cleared] = [runningLimit(1_000), runningLimit(1_000)];
    cleared.clear();
    vi.advanceTimersByTime(900);
    expect(used.signal.aborted).toBe(false);
    vi.advanceTimersByTime(200);
    expect(used.signal.reason).toMatchObject({ name: "TimeoutError" });
    expect(cleared.signal.aborted).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
