import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { statePaths } from "../../kit/state-paths.ts";
import type { RunRecord } from "../core/run/events.ts";
import { type LineFault, readLine } from "./journal-line.ts";

/** A run's records as they stand on disk now. `fault`: the first line that could not be read, if any. */
export interface JournalView {
  records: RunRecord[];
  fault?: LineFault;
}

/**
 * Looks at the newest run of a checkout without touching it, also while it is being written: for
 * dashboards and tests. Loading a run to go on with it is `journalFile`'s business.
 */
export async function viewNewestRun(checkout: string): Promise<JournalView> {
  const folder = statePaths(checkout).runs;
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [] as string[];
    throw error;
  });
  const file = names
    .filter((name) => name.endsWith(".jsonl"))
    .sort()
    .at(-1);
  const records: RunRecord[] = [];
  let sum = "";
  const text = file === undefined ? "" : await readFile(join(folder, file), "utf8");
  for (const line of text.split("\n").filter(Boolean)) {
    const read = readLine(line, sum);
    if ("fault" in read) return { records, fault: read.fault };
    records.push(read.record);
    sum = read.sum;
  }
  return { records };
}
