import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Improviser } from "../../scripted-model/script.ts";
import { viewNewestRun } from "../../swarm/adapters/journal-reader.ts";
import { replay } from "../../swarm/core/run/evolve.ts";
import { commanderMove } from "../core/chaos-commander.ts";
import { FOUNDATION, memberOf } from "../core/chaos-project.ts";
import { workerMove } from "../core/chaos-worker.ts";

/** A model thinks a little; faults also fall into these pauses. */
const COMMANDER_MS = 60;
const WORKER_MS = 200;

/** Plays all agents of a chaos rehearsal; the Commander decides from the run's journal. */
export function chaosCast(repository: string): Improviser {
  return async ({ agent, first, newest, answered }) => {
    if (agent === "worker")
      return { ...workerMove(memberOf(first), answered, newest), delayMs: WORKER_MS };
    if (agent !== "commander") return { text: "Nothing to add." };
    const { records } = await viewNewestRun(repository);
    const view = { state: replay(records), newest, missing: await missingIn(repository) };
    return { ...commanderMove(view).move, delayMs: COMMANDER_MS };
  };
}

async function missingIn(repository: string): Promise<string[]> {
  const present = await Promise.all(
    Object.entries(FOUNDATION).map(async ([path, text]) => {
      const found = await readFile(join(repository, path), "utf8").catch(() => "");
      return found === text ? [] : [path];
    }),
  );
  return present.flat();
}
