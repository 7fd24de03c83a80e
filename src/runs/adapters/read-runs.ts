import { readFile } from "node:fs/promises";
import { statePaths } from "../../kit/state-paths.ts";
import {
  journalPath,
  readJournal,
  runIds,
  viewNewestRun,
} from "../../swarm/adapters/journal-reader.ts";
import { type SeenRun, seenRun } from "../core/outcome.ts";

/** All runs of a checkout, the newest first. Reads while a journal is being written, and changes nothing. */
export async function readRuns(top: string): Promise<SeenRun[]> {
  const { runs } = statePaths(top);
  const ids = (await runIds(runs)).toReversed();
  return Promise.all(
    ids.map(async (id) => seenRun(id, readJournal(await readFile(journalPath(runs, id), "utf8")))),
  );
}

/** The newest run; undefined if there was none. */
export async function readNewest(top: string): Promise<SeenRun | undefined> {
  const ids = await runIds(statePaths(top).runs);
  const newest = ids.at(-1);
  if (newest === undefined) return undefined;
  const text = await viewNewestRun(top);
  const first = text.records[0]?.event;
  // Another run may have begun between the two looks at the folder.
  const named = first?.type === "RUN_STARTED" && ids.includes(first.runId) ? first.runId : newest;
  return seenRun(named, text);
}
