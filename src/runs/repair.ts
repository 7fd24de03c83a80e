import { readFile } from "node:fs/promises";
import { AegisError } from "../kit/errors.ts";
import { projectLease } from "../kit/project-lease.ts";
import { say } from "../kit/sentence.ts";
import { statePaths } from "../kit/state-paths.ts";
import { journalPath } from "../swarm/adapters/journal-reader.ts";
import { type Damage, damageOf, repairJournal } from "../swarm/adapters/journal-repair.ts";
import { replay } from "../swarm/core/run/evolve.ts";
import { readRuns } from "./adapters/read-runs.ts";
import { placeOf, type RunsContext } from "./context.ts";
import { item, type ScreenLine } from "./core/look.ts";
import { findRun } from "./find-run.ts";
import { answering, print, printDocument, wordsOf } from "./screen.ts";

/** One journal in the document of `runs repair --json`. */
interface Repaired {
  run: string;
  /** The copy of the damaged file; null with --dry-run. */
  copy: string | null;
  /** Records that stay, and the phase after them. */
  records: number;
  phase: string;
  lost: { line: number; seq?: number; at?: string; event?: string }[];
}

/**
 * `oh-my-qwencoder runs repair`: cuts damaged journals before the damage and keeps a copy of the whole file. Resolves
 * with the exit code: 0 repaired or nothing to do, 2 cannot run.
 */
export function repair(
  wanted: { run?: string | undefined },
  context: RunsContext,
): Promise<number> {
  return answering(context, "runs repair", async () => {
    const { top } = await placeOf(context);
    const runs = wanted.run === undefined ? await readRuns(top) : [await findRun(top, wanted.run)];
    const ids = runs.filter(({ fault }) => fault === "broken").map(({ id }) => id);
    const done = ids.length === 0 ? [] : await underLease(top, ids, context.dryRun);
    const words = wordsOf(context).repair;
    print(done.length === 0 ? [{ text: words.whole }] : done.flatMap(lineMaker(context)), context);
    if (context.dryRun && done.length > 0) print([{ text: words.dry }], context);
    printDocument({ v: 1, command: "runs repair", ok: true, ...{ repaired: done } }, context);
    return 0;
  });
}

/** Throws RUN_IN_USE: a journal has one writer. */
async function underLease(top: string, ids: readonly string[], dry: boolean): Promise<Repaired[]> {
  const lease = projectLease(top);
  if (lease.claim() === "held")
    throw new AegisError(
      "RUN_IN_USE",
      say(
        `OpenCode (process ${lease.holder() ?? "unknown"}) drives a run here.`,
        `OpenCode(프로세스 ${lease.holder() ?? "?"})가 여기에서 실행을 맡고 있습니다.`,
      ),
      say("End it, then repeat the command.", "종료한 뒤 명령을 다시 실행하세요."),
    );
  try {
    const all: Repaired[] = [];
    for (const id of ids) {
      const file = journalPath(statePaths(top).runs, id);
      const damage = damageOf(await readFile(file, "utf8"));
      if (!damage) continue;
      all.push(repaired(id, damage, dry ? null : await repairJournal(file, damage)));
    }
    return all;
  } finally {
    lease.release();
  }
}

function repaired(run: string, { records, lost }: Damage, copy: string | null): Repaired {
  return {
    run,
    copy,
    records: records.length,
    phase: replay(records).phase,
    lost: lost.map(({ line, record }) =>
      record ? { line, seq: record.seq, at: record.at, event: record.event.type } : { line },
    ),
  };
}

function lineMaker(context: RunsContext): (one: Repaired) => ScreenLine[] {
  const words = wordsOf(context).repair;
  return ({ run, copy, records, phase, lost }) => [
    { text: run, strong: true },
    ...(copy === null ? [] : [{ text: words.copied(copy) }]),
    { text: records === 0 ? words.emptied : words.keeps(records, phase) },
    { text: words.drops(lost.length) },
    ...lost.map(({ line, seq, at, event }) =>
      item(event === undefined ? words.lost(line) : words.intact(line, `${seq} ${at} ${event}`)),
    ),
  ];
}
