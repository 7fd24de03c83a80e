import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

/** A child such as `tee` may still pass on the program's last output; it does not pause for longer than this. */
const QUIET_MS = 2_000;
/** Limit for a child that keeps printing. */
const LONGEST_MS = 10_000;

/**
 * Reads what an ended program left in its pipes, then closes the pipes. A child of the program may hold the pipes open,
 * but its much later output is not the program's answer. `closed` resolves when no process holds the pipes.
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
