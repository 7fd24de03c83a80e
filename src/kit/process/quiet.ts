import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

/** A child such as `tee` may still pass on what the program printed last; longer than this it does not pause. */
const QUIET_MS = 2_000;
/** For a child that goes on printing. */
const LONGEST_MS = 10_000;

/**
 * Reads what an ended program has left in its pipes, then closes them. A child of the program's may hold them open:
 * what it prints much later is no answer of the program's. `closed` resolves when nobody holds them.
 */
export async function untilQuiet(
  streams: readonly Readable[],
  closed: Promise<void>,
): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const end = closed.then(() => waiting.abort());
  let chunks = 0;
  for (const stream of streams)
    stream.on("data", () => {
      chunks += 1;
    });
  const over = Date.now() + LONGEST_MS;
  for (let seen = -1; seen !== chunks && Date.now() < over; ) {
    seen = chunks;
    await Promise.race([end, delay(QUIET_MS, undefined, { signal }).catch(() => undefined)]);
    if (signal.aborted) return;
  }
  for (const stream of streams) stream.destroy();
}
