import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkState } from "../../kit/private-state.ts";
import { statePaths } from "../../kit/state-paths.ts";
import type { RunRecord } from "../core/run/events.ts";
import { readLine } from "./journal-line.ts";
import { inOrder, placeOf } from "./run-order.ts";

/**
 * Why reading stopped. `torn`: the last line was cut off during a write, or is being written, so it has no line feed;
 * `broken`: any other damage, because a line with its line feed was once on the disk as a whole; `newer`: a later
 * version wrote the line, so we must not guess its meaning.
 */
export type JournalFault = "torn" | "broken" | "newer";

/** A journal up to its end or its first fault. */
export interface JournalText {
  readonly records: RunRecord[];
  readonly fault?: JournalFault;
  /** The checksum of the last good record, needed for the next record. */
  readonly sum: string;
  /** Bytes of the good lines, each with its line feed, even if the last line lacks it. */
  readonly goodBytes: number;
}

/** `before`: the checksum of the record before the text, if the text is not the beginning of a journal. */
export function readJournal(text: string, before = ""): JournalText {
  const records: RunRecord[] = [];
  let sum = before;
  let goodBytes = 0;
  const lines = text.split("\n");
  const isWhole = lines.at(-1) === "";
  if (isWhole) lines.pop();
  for (const [index, line] of lines.entries()) {
    const read = readLine(line, sum);
    if ("fault" in read) {
      const torn = !isWhole && read.fault === "broken" && index === lines.length - 1;
      return { records, sum, goodBytes, fault: torn ? "torn" : read.fault };
    }
    records.push(read.record);
    sum = read.sum;
    goodBytes += Buffer.byteLength(line) + 1;
  }
  return { records, sum, goodBytes };
}

/** The path of a run's journal in `folder`. */
export function journalPath(folder: string, runId: string): string {
  return join(folder, `${runId}${END}`);
}

/**
 * The ids of the runs that have a journal in `folder`, the newest last by the journals' own numbers; none if the folder
 * does not exist.
 */
export async function runIds(folder: string): Promise<string[]> {
  const ids = await journalNames(folder);
  return inOrder(await Promise.all(ids.map((id) => placeOf(journalPath(folder, id), id))));
}

/** The names of all files that look like a journal, without their ending. */
export async function journalNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [] as string[];
    throw error;
  });
  return names
    .filter((name) => name.endsWith(END) && !name.endsWith(USAGE_END))
    .map((name) => name.slice(0, -END.length));
}

/**
 * Reads the newest run of a checkout without changing the journal, also while it is being written; for
 * dashboards and tests. To go on with a run, load it with `journalFile`. Throws LINK_REFUSED, NOT_A_FILE.
 */
export async function viewNewestRun(
  checkout: string,
): Promise<Pick<JournalText, "records" | "fault">> {
  await checkState(checkout);
  const folder = statePaths(checkout).runs;
  const newest = (await runIds(folder)).at(-1);
  if (newest === undefined) return { records: [] };
  return readJournal(await readFile(journalPath(folder, newest), "utf8"));
}

const END = ".jsonl";
/** Ending of the files with figures beside the journals, which are no journals. */
export const USAGE_END = `.usage${END}`;
