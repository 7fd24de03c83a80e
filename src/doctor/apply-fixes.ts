import { createGit } from "../git/create-git.ts";
import { AegisError } from "../kit/errors.ts";
import { fileLease } from "../kit/lease.ts";
import { type Sentence, say } from "../kit/sentence.ts";
import { isInWorktrees, statePaths } from "../kit/state-paths.ts";
import { refuseForeignState } from "../setup/foreign-state.ts";
import { type CutOffCommand, findCutOff, recoverSetup, withLocks } from "../setup/recover-setup.ts";
import { findTarget } from "../setup/target.ts";
import { viewNewestRun } from "../swarm/adapters/journal-reader.ts";
import { workspaceFiles } from "../swarm/adapters/workspace-files.ts";
import { replay } from "../swarm/core/run/evolve.ts";
import { runOpen } from "../swarm/core/run/state.ts";
import type { DoctorContext } from "./context.ts";

/**
 * The part of `--fix` that needs no question: recovers from an install or uninstall that was cut off, and removes
 * worktrees of ended runs. Touches no work of the user or of an open run. Resolves with the list of fixes.
 */
export async function applyFixes({ cwd, env }: DoctorContext): Promise<Sentence[]> {
  const git = createGit({ env });
  const top = await git.inspect(cwd).then(
    (facts) => facts.top,
    (error: unknown) => {
      if (error instanceof AegisError) return undefined;
      throw error;
    },
  );
  if (top === undefined) return [];
  const done: Sentence[] = [];
  for (const { kind, paths, folder } of await endCutOff(cwd, env))
    done.push(
      say(
        `recovered from a cut-off ${kind === "uninstall" ? "uninstall" : "install"} (${folder}): ${paths.length} files`,
        `중단된 ${kind === "uninstall" ? "제거" : "설치"}를 정리했습니다 (${folder}): 파일 ${paths.length}개`,
      ),
    );
  const { records, fault } = await viewNewestRun(top);
  const busy = fileLease(statePaths(top).lease).holder() !== undefined;
  const unreadable = fault !== undefined && fault !== "torn";
  if (unreadable || busy || runOpen(replay(records))) return done;
  for (const { dir } of await git.listWorktrees(top)) {
    if (!isInWorktrees(top, dir)) continue;
    await git.removeWorktree(top, dir).catch(() => workspaceFiles(git).remove(dir));
    done.push(say(`removed ${dir}`, `삭제: ${dir}`));
  }
  return done;
}

async function endCutOff(cwd: string, env: DoctorContext["env"]): Promise<CutOffCommand[]> {
  const place = await findTarget({ scope: "project", cwd, env });
  await refuseForeignState(place, env);
  if ((await findCutOff(place)).length === 0) return [];
  return withLocks(place, true, () => recoverSetup(place));
}
