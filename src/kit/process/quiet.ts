import type { Readable } from "node:stream";
import { setImmediate as afterReading, setTimeout as delay } from "node:timers/promises";

/** A pipe that has given nothing for this long after its program's end has nothing more of that program. */
const QUIET_MS = 250;
/** For a grandchild that goes on printing. */
const LONGEST_MS = 5_000;

/**
 * Reads what an ended program has left in its pipes, then closes them. A grandchild may hold them open: what the
 * grandchild prints later is no answer of the program's. `closed` resolves when nobody holds them.
 */
export async function untilQuiet(
  streams: readonly Readable[],
  closed: Promise<void>,
): Promise<void> {
  const waiting = new AbortController();
  const end = closed.then(() => waiting.abort());
  let chunks = 0;
  for (const stream of streams)
    stream.on("data", () => {
      chunks += 1;
    });
  const over = Date.now() + LONGEST_MS;
  for (let seen = -1; seen !== chunks && Date.now() < over; ) {
    seen = chunks;
    await Promise.race([end, pause(waiting.signal)]);
    if (waiting.signal.aborted) return;
  }
  waiting.abort();
  for (const stream of streams) stream.destroy();
}

/** Timers run before pipes are read: after a long stop of this process the data comes first. */
async function pause(signal: AbortSignal): Promise<void> {
  await delay(QUIET_MS, undefined, { signal }).catch(() => undefined);
  await afterReading();
}
