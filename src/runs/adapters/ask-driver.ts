import { readFile } from "node:fs/promises";
import { namedHolder } from "../../kit/lease.ts";
import { statePaths } from "../../kit/state-paths.ts";
import {
  type AbortRefusal,
  askForAbort,
  takeAbort,
  takeRefusal,
} from "../../swarm/adapters/abort-request.ts";
import { type JournalText, journalPath, readJournal } from "../../swarm/adapters/journal-reader.ts";
import { replay } from "../../swarm/core/run/evolve.ts";
import { runOpen } from "../../swarm/core/run/state.ts";
import { changesOf } from "./changes-of.ts";

/** What came of a request; an answer of the driver is the journal, and nothing else counts as the end of a run. */
export type Asked =
  | { answer: "ended"; journal: JournalText }
  | { answer: "refused"; refusal: AbortRefusal }
  | { answer: "driver-ended" }
  /** `taken`: the driver has read the request and may still carry it out. */
  | { answer: "none"; taken: boolean; pid: number };

const POLL_MS = 500;

/** Asks the process that drives the run to end it, and waits for the journal until `until` (epoch milliseconds). */
export async function askDriver(
  top: string,
  { runId, pid, until }: { runId: string; pid: number; until: number },
): Promise<Asked> {
  const { folder, runs, lease } = statePaths(top);
  const request = await askForAbort(top, { runId, to: pid });
  const changes = changesOf([folder, runs]);
  const never = new AbortController().signal;
  try {
    for (;;) {
      const journal = readJournal(await readFile(journalPath(runs, runId), "utf8"));
      if (!runOpen(replay(journal.records))) return { answer: "ended", journal };
      const refusal = await takeRefusal(top, request);
      if (refusal) return { answer: "refused", refusal };
      const holder = namedHolder(lease);
      if (holder?.pid !== pid || !holder.alive) return { answer: "driver-ended" };
      if (Date.now() >= until)
        return { answer: "none", taken: !(await takeAbort(top, request)), pid };
      await changes.next(POLL_MS, never);
    }
  } finally {
    changes.close();
    // Nobody may find a request whose command has ended.
    await takeAbort(top, request);
  }
}
