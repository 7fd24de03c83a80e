import type { Git } from "../git/port.ts";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { isThere } from "../kit/is-there.ts";
import { loadSettings } from "../swarm/compose/settings.ts";
import type { WorkerState } from "../swarm/core/run/state.ts";
import { keptWork } from "./adapters/kept-work.ts";
import { placeOf } from "./context.ts";
import type { SeenRun } from "./core/outcome.ts";

/** Lines of all files together; a file without lines counts as a file alone. */
export interface DiffSize {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
}

/** The diffs of a checkout's Workers: of the worktree while a Worker works, else of what was kept. */
export interface WorkerDiffs {
  /** Undefined: nothing was kept, or git has removed it. */
  sizeOf(run: SeenRun, worker: WorkerState): Promise<DiffSize | undefined>;
  /** Empty if there is no change. */
  patchOf(run: SeenRun, worker: WorkerState): Promise<string>;
}

/** Throws the errors of `placeOf`; the functions throw those of `Git`. */
export async function workerDiffs(top: string, env: Environment): Promise<WorkerDiffs> {
  const { git } = await placeOf({ cwd: top, env });
  const exclude = await linksOf(top, env);
  const ends = (run: SeenRun, worker: WorkerState) => endsOf({ git, top, exclude }, run, worker);
  return {
    async sizeOf(run, worker) {
      const found = await ends(run, worker);
      if (!found) return undefined;
      const counts = await git.lineCounts(top, found.from, found.to);
      return {
        files: counts.length,
        added: counts.reduce((sum, { added = 0 }) => sum + added, 0),
        removed: counts.reduce((sum, { removed = 0 }) => sum + removed, 0),
      };
    },
    async patchOf(run, worker) {
      const found = await ends(run, worker);
      return found ? (await git.patch(top, found.from, found.to)).toString("utf8") : "";
    },
  };
}

interface Place {
  readonly git: Git;
  readonly top: string;
  readonly exclude: readonly string[];
}

/** The two trees between which the Worker's diff lies. */
async function endsOf(
  { git, top, exclude }: Place,
  run: SeenRun,
  worker: WorkerState,
): Promise<{ from: string; to: string } | undefined> {
  const { home, now } = worker;
  if (now.status === "running" && home && (await isThere(home.directory))) {
    const near = foldersOf(worker.spec.scope);
    const { tree } = await git.snapshot(home.directory, { exclude, ...(near ? { near } : {}) });
    return { from: home.base, to: tree };
  }
  const kept = await keptWork(git, top, run, worker);
  return typeof kept === "string" ? undefined : { from: kept.base, to: kept.commit };
}

/** The folders that a scope lies in; undefined if one of its globs may match anywhere. */
function foldersOf(scope: readonly string[]): string[] | undefined {
  const folders = scope.map((glob) => {
    const parts = glob.split("/");
    const wild = parts.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
    return (wild < 0 ? parts : parts.slice(0, wild)).join("/");
  });
  return folders.includes("") ? undefined : folders;
}

/** With bad settings no link is known; git ignores the usual ones anyway. */
async function linksOf(top: string, env: Environment): Promise<readonly string[]> {
  try {
    return (await loadSettings(top, env)).worktree.link;
  } catch (error) {
    if (error instanceof AegisError) return [];
    throw error;
  }
}
