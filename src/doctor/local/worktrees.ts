import { createGit } from "../../git/create-git.ts";
import { AegisError } from "../../kit/errors.ts";
import { alike, say } from "../../kit/sentence.ts";
import { workspaceFiles } from "../../swarm/adapters/workspace-files.ts";
import { loadSettings } from "../../swarm/compose/settings.ts";
import type { DoctorContext } from "../context.ts";
import type { CheckResult } from "../core/check.ts";

/** What would stop a plan or a Worker in this checkout. */
export async function checkWorktrees(place: DoctorContext, top: string): Promise<CheckResult[]> {
  return [await checkLinks(place, top), await checkSubmodules(place, top)];
}

/** Folders through which QA in a worktree would test the checkout; `design_propose` refuses every plan then. */
async function checkLinks({ env }: DoctorContext, top: string): Promise<CheckResult> {
  const id = "git.links";
  try {
    const { worktree } = await loadSettings(top, env);
    const found = await workspaceFiles(createGit({ env })).unfit(top, worktree.link);
    const [first] = found;
    if (first === undefined)
      return {
        id,
        status: "ok",
        what: say(
          "QA tests the worktree, not the checkout",
          "QA가 체크아웃이 아니라 worktree를 검사함",
        ),
      };
    return {
      id,
      status: "error",
      what: alike(first.folder),
      why: say(
        `QA in a worktree would test the checkout: ${first.why}`,
        `worktree의 QA가 체크아웃을 검사하게 됩니다: ${first.why}`,
      ),
      fix: first.fix,
      details: found.map(({ folder, why }) => `${folder}: ${why}`),
    };
  } catch (error) {
    if (!(error instanceof AegisError)) throw error;
    const what = say("which folders worktrees get", "worktree에 연결할 폴더");
    return { id, status: "error", what, why: alike(error.message), fix: error.hint };
  }
}

/** Submodules are filled without a network, so their commits must be here. */
async function checkSubmodules({ env }: DoctorContext, top: string): Promise<CheckResult> {
  const id = "git.submodules";
  const missing = await createGit({ env }).unfilledSubmodules(top);
  return missing.length === 0
    ? { id, status: "ok", what: say("no submodule lacks its commit", "커밋이 없는 서브모듈 없음") }
    : {
        id,
        status: "error",
        what: alike(missing.join(", ")),
        why: say(
          "no worktree can get these submodules: their commit was not fetched",
          "커밋을 받아 두지 않아 worktree에 이 서브모듈을 채울 수 없습니다",
        ),
        fix: `git submodule update --init --checkout -- ${missing.map((path) => JSON.stringify(path)).join(" ")}`,
      };
}
