import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Git } from "../../git/port.ts";
import { RUNS, runRef, statePaths } from "../../kit/state-paths.ts";
import { journalPath, USAGE_END } from "../../swarm/adapters/journal-reader.ts";

/** What a run has left in git and beside its journal. */
export interface RunFiles {
  readonly refs: readonly string[];
  /** Kept plans and patches, copies of a damaged journal, and figures; relative to the checkout. */
  readonly files: readonly string[];
}

export async function filesOf(git: Git, top: string, id: string): Promise<RunFiles> {
  const { runs } = statePaths(top);
  const refs = [...(await git.refs(top, `${runRef(id)}/`)).keys()].filter((ref) => ref !== "HEAD");
  const beside = (await readdir(runs)).filter(
    (name) => name.startsWith(`${id}.jsonl.`) || name === `${id}${USAGE_END}`,
  );
  const kept = await readdir(join(runs, id)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [] as string[];
    throw error;
  });
  return {
    refs: refs.sort(),
    files: [
      ...kept.map((name) => `${RUNS}/${id}/${name}`),
      ...beside.map((name) => `${RUNS}/${name}`),
    ].sort(),
  };
}

/** The journal goes last: as long as it is there, a removal that was cut off can be repeated. */
export async function removeRun(
  git: Git,
  top: string,
  { id, refs, files, journal }: RunFiles & { id: string; journal: boolean },
): Promise<void> {
  const { runs } = statePaths(top);
  for (const ref of refs) await git.deleteRef(top, ref);
  for (const file of files) await rm(join(top, file), { force: true });
  await rm(join(runs, id), { recursive: true, force: true });
  if (journal) await rm(journalPath(runs, id), { force: true });
}
