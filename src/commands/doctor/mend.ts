import { join } from "node:path";
import { createGit } from "../../adapters/git/create-git.ts";
import { viewNewestRun } from "../../adapters/journal-view.ts";
import { fileLease } from "../../adapters/lease.ts";
import { transactions } from "../../adapters/setup/transaction.ts";
import { workspaceFiles } from "../../adapters/workspace-files.ts";
import { type Sentence, say } from "../../core/doctor/check.ts";
import { replay } from "../../core/evolve.ts";
import { runOpen } from "../../core/state.ts";
import { AegisError } from "../../errors.ts";
import type { Place } from "./place.ts";

/**
 * What `--fix` may do without asking: take back an install that was cut off, and remove worktrees of runs
 * that are over. Nothing that holds work of the user or of an open run. Resolves with what was done.
 */
export async function mend({ cwd, env }: Place): Promise<Sentence[]> {
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
  const recovered = await transactions(join(top, ".aegis/install")).recover();
  if (recovered)
    done.push(
      say(
        `an install that was cut off is taken back: ${recovered.takenBack.join(", ") || "nothing was written"}`,
        `중단된 설치를 되돌렸습니다: ${recovered.takenBack.join(", ") || "쓰인 것이 없었습니다"}`,
      ),
    );
  const { records, fault } = await viewNewestRun(top);
  const busy = fileLease(join(top, ".aegis/lease.json")).holder() !== undefined;
  if (fault || busy || runOpen(replay(records))) return done;
  for (const { dir } of await git.listWorktrees(top)) {
    if (!dir.startsWith(join(top, ".aegis/worktrees/"))) continue;
    await git.removeWorktree(top, dir).catch(() => workspaceFiles.remove(dir));
    done.push(say(`removed ${dir}`, `${dir} 제거`));
  }
  return done;
}
