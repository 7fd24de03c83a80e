import { mkdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { AegisError } from "../kit/errors.ts";
import { isThere } from "../kit/is-there.ts";
import { PRIVATE_FOLDER } from "../kit/private-state.ts";
import { realPath } from "../kit/real-path.ts";
import { removeTree } from "../kit/remove-tree.ts";
import { say } from "../kit/sentence.ts";
import { fields, oneValue } from "./output.ts";
import type { Worktree } from "./port.ts";
import { resolveObject } from "./refs.ts";
import type { RunGit } from "./run-git.ts";
import { showChanged } from "./sparse.ts";
import { fillSubmodules } from "./submodules.ts";

export async function addWorktree(
  run: RunGit,
  top: string,
  dir: string,
  commit: string,
): Promise<void> {
  // Git would make the folder above with the user's usual rights.
  await mkdir(dirname(dir), { recursive: true, mode: PRIVATE_FOLDER });
  // --force: a folder that was deleted by hand is still registered, and git may reuse it.
  const options = ["--detach", "--force", "--quiet"];
  await run(top, { args: ["worktree", "add", ...options, "--", dir, commit] });
  await showChanged(run, dir);
  await fillSubmodules(run, dir);
}

/** Throws NOT_A_WORKTREE for any other folder: git would find and reset the checkout around that folder. */
export async function resetWorktree(run: RunGit, dir: string, commit: string): Promise<void> {
  const asked = await realLocation(dir);
  const { stdout } = await run(dir, { args: ["rev-parse", "--show-toplevel"] });
  if (oneValue(stdout) !== asked) throw notAWorktree(asked);
  const oid = await resolveObject(run, dir, `${commit}^{commit}`);
  // Detach first: the reset must not move a branch that the Worker may have switched to.
  await run(dir, { args: ["update-ref", "--no-deref", "-m", "aegis: reset", "HEAD", oid] });
  await run(dir, { args: ["reset", "--hard", "--quiet", oid] });
  // The second -f also removes nested repositories, whose files would otherwise stay for the next command.
  await run(dir, { args: ["clean", "-ffdq"] });
  await showChanged(run, dir);
  await fillSubmodules(run, dir);
}

export async function removeWorktree(run: RunGit, top: string, dir: string): Promise<void> {
  const asked = await realLocation(dir);
  const known = (await listWorktrees(run, top)).slice(1);
  if (!known.some((worktree) => worktree.dir === asked)) {
    if (await isThere(asked)) throw notAWorktree(asked);
    return;
  }
  // Git refuses a folder that lost its .git file, but accepts a missing folder.
  if (!(await isThere(join(asked, ".git")))) await removeTree(asked);
  await run(top, { args: ["worktree", "remove", "--force", "--force", "--", asked] });
}

/** All worktrees of the repository; the main worktree comes first. */
export async function listWorktrees(run: RunGit, top: string): Promise<Worktree[]> {
  const { stdout } = await run(top, { args: ["worktree", "list", "--porcelain", "-z"] });
  const found: Worktree[] = [];
  let attributes = new Map<string, string>();
  for (const field of fields(stdout)) {
    if (field === "") {
      found.push(toWorktree(attributes));
      attributes = new Map();
      continue;
    }
    const [name = ""] = field.split(" ", 1);
    attributes.set(name, field.slice(name.length + 1));
  }
  return found;
}

function toWorktree(attributes: ReadonlyMap<string, string>): Worktree {
  const head = attributes.get("HEAD");
  const branch = attributes.get("branch")?.replace(/^refs\/heads\//, "");
  return {
    dir: attributes.get("worktree") ?? "",
    locked: attributes.has("locked"),
    prunable: attributes.has("prunable"),
    ...(head === undefined || /^0+$/.test(head) ? {} : { head }),
    ...(branch === undefined ? {} : { branch }),
  };
}

/** Git registers real paths; the real path of a missing folder comes from its parent. */
async function realLocation(dir: string): Promise<string> {
  const absolute = resolve(dir);
  if (await isThere(absolute)) return realPath(absolute);
  const parent = dirname(absolute);
  if (parent === absolute) return absolute;
  return join(await realLocation(parent), basename(absolute));
}

function notAWorktree(dir: string): AegisError {
  return new AegisError(
    "NOT_A_WORKTREE",
    say(
      `${dir} exists but is not a worktree of this repository.`,
      `${dir}이(가) 있지만 이 저장소의 worktree가 아닙니다.`,
    ),
    say("Look at its contents, then delete it by hand.", "내용을 확인한 뒤 직접 삭제하세요."),
  );
}
