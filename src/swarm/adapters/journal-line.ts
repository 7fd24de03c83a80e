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

/** Why a line does not count. `newer`: a later version wrote it, so we must not guess its meaning. */
export type LineFault = "broken" | "newer";

/** One journal line; its checksum covers the rest of the line and the previous checksum. */
export function writeLine(record: RunRecord, previousSum: string): { line: string; sum: string } {
  const body = { v: JOURNAL_VERSION, seq: record.seq, at: record.at, event: record.event };
  const sum = checksum(JSON.stringify(body), previousSum);
  return { line: `${JSON.stringify({ ...body, sum })}\n`, sum };
}

export function readLine(
  text: string,
  previousSum: string,
): { record: RunRecord; sum: string } | { fault: LineFault } {
  // Invalid JSON is torn or damaged; the caller decides by the position of the line.
  const raw = parsedJson(text);
  // Check the version before the shape, because a later version may have another shape.
  const version = Version.safeParse(raw);
  if (version.success && version.data.v > JOURNAL_VERSION) return { fault: "newer" };
  const parsed = Line.safeParse(raw);
  if (!parsed.success) return { fault: "broken" };
  const { v, seq, at, event, sum } = parsed.data;
  if (checksum(JSON.stringify({ v, seq, at, event }), previousSum) !== sum)
    return { fault: "broken" };
  const known = RunEvent.safeParse(event);
  // The line is intact but has an unknown event, so a later version wrote it.
  return known.success ? { record: { seq, at, event: known.data }, sum } : { fault: "newer" };
}

function checksum(body: string, previousSum: string): string {
  return createHash("sha256").update(previousSum).update(body).digest("hex").slice(0, 16);
}
