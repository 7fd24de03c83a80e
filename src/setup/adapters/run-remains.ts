import { readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { createGit } from "../../git/create-git.ts";
import { createRunner } from "../../git/run-git.ts";
import type { Environment } from "../../kit/environment.ts";
import { isThere } from "../../kit/is-there.ts";
import { fileLease } from "../../kit/lease.ts";
import { projectLease } from "../../kit/project-lease.ts";
import { isInWorktrees, REFS, RUNS, statePaths, WORKTREES } from "../../kit/state-paths.ts";
import { journalNames, journalPath, readJournal } from "../../swarm/adapters/journal-reader.ts";
import { replay } from "../../swarm/core/run/evolve.ts";
import { namesIn, removeEmpty } from "./state-files.ts";

/** How a run ended; `unreadable` if its journal cannot be read. */
export type RunEnd = "open" | "aborted" | "committed" | "unreadable";

export interface Remains {
  /** Run ids. */
  runs: { id: string; end: RunEnd }[];
  refs: string[];
  /** Names of refs, patches, worktrees and open runs whose work is in no branch according to the journals. */
  unmerged: string[];
  /** Process id of an OpenCode that has the project open. */
  holder: number | undefined;
}

/** Remains of a checkout's runs in `.aegis` and in git. */
export function runRemains(top: string, env: Environment) {
  const state = statePaths(top);
  const git = createGit({ env });

  const refs = async (): Promise<string[]> => {
    const args = ["for-each-ref", "--format=%(refname)", `${REFS}/`];
    const { stdout } = await createRunner({ env })(top, { args });
    return stdout.toString().split("\n").filter(Boolean);
  };

  return {
    /** Reads without changing anything. */
    async look(): Promise<Remains> {
      const names = await namesIn(state.runs);
      const runs = await Promise.all(
        (await journalNames(state.runs)).map(async (id) => ({
          id,
          end: await endOf(journalPath(state.runs, id)),
        })),
      );
      const all = await refs();
      const journals = new Set(runs.map(({ id }) => basename(journalPath(state.runs, id))));
      const landed = new Set(runs.filter(({ end }) => end === "committed").map(({ id }) => id));
      const patches = await Promise.all(
        names
          .filter((name) => !journals.has(name) && !landed.has(name))
          .map(async (name) =>
            (await namesIn(join(state.runs, name)).catch(() => [])).map(
              (file) => `${RUNS}/${name}/${file}`,
            ),
          ),
      );
      // A folder of ours that ends the search for packages holds no work.
      const worktrees = (await namesIn(state.worktrees)).filter((name) => name !== "node_modules");
      return {
        runs,
        refs: all,
        unmerged: [
          ...runs.filter(({ end }) => end === "open").map(({ id }) => journalPath(RUNS, id)),
          ...all.filter((ref) => !landed.has(ref.split("/")[2] ?? "")),
          ...patches.flat(),
          ...worktrees.map((name) => `${WORKTREES}/${name}`),
        ],
        holder: fileLease(state.lease).holder(),
      };
    },

    /** Deletes runs, their worktrees and all refs below refs/aegis. The call can be repeated after an interruption. */
    async purge(): Promise<void> {
      for (const { dir } of await git.listWorktrees(top))
        if (isInWorktrees(top, dir)) await git.removeWorktree(top, dir);
      await rm(state.worktrees, { recursive: true, force: true });
      for (const ref of await refs()) await git.deleteRef(top, ref);
      await rm(state.runs, { recursive: true, force: true });
    },

    /** Removes empty folders and the lease of an OpenCode that has ended. */
    async tidy(): Promise<void> {
      for (const folder of [state.runs, state.worktrees]) await removeEmpty(folder);
      // Take the lease before removing it: an OpenCode that starts at this moment keeps its own.
      const held = projectLease(top);
      if ((await isThere(state.lease)) && held.claim() !== "held") held.release();
    },
  };
}

async function endOf(journal: string): Promise<RunEnd> {
  const { records, fault } = readJournal(await readFile(journal, "utf8"));
  // The next start drops a torn last line and continues from the records before it.
  if (fault && (fault !== "torn" || records.length === 0)) return "unreadable";
  const { committed, aborted } = replay(records);
  if (committed) return "committed";
  return aborted ? "aborted" : "open";
}
