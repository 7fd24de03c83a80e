import { createHash } from "node:crypto";
import { z } from "zod";
import { parsedJson } from "../../kit/json.ts";
import { JOURNAL_VERSION, RunEvent, type RunRecord } from "../core/run/events.ts";

const Line = z.strictObject({
  v: z.number(),
  seq: z.number(),
  at: z.string(),
  event: z.unknown(),
  sum: z.string(),
});

const Version = z.looseObject({ v: z.number() });

/** Why a line does not count. `newer`: written by a later version; nothing may be guessed from it. */
export type LineFault = "broken" | "newer";

/** One journal line with a checksum over everything before it in the line and the previous sum. */
export function writeLine(record: RunRecord, previousSum: string): { line: string; sum: string } {
  const body = { v: JOURNAL_VERSION, seq: record.seq, at: record.at, event: record.event };
  const sum = checksum(JSON.stringify(body), previousSum);
  return { line: `${JSON.stringify({ ...body, sum })}\n`, sum };
}

export function readLine(
  text: string,
  previousSum: string,
): { record: RunRecord; sum: string } | { fault: LineFault } {
  // Invalid JSON is torn or damaged: which of the two is decided by where it stands.
  const raw = parsedJson(text);
  // Before the shape: a later version may have another one.
  const version = Version.safeParse(raw);
  if (version.success && version.data.v > JOURNAL_VERSION) return { fault: "newer" };
  const parsed = Line.safeParse(raw);
  if (!parsed.success) return { fault: "broken" };
  const { v, seq, at, event, sum } = parsed.data;
  if (checksum(JSON.stringify({ v, seq, at, event }), previousSum) !== sum)
    return { fault: "broken" };
  const known = RunEvent.safeParse(event);
  // Whole, but nothing we know: somebody later wrote it.
  return known.success ? { record: { seq, at, event: known.data }, sum } : { fault: "newer" };
}

function checksum(body: string, previousSum: string): string {
  return createHash("sha256").update(previousSum).update(body).digest("hex").slice(0, 16);
}
