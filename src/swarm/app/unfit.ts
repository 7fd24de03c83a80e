import { type Denial, deny } from "../core/run/denial.ts";
import type { Swarm } from "./swarm.ts";

/** Why no worktree of this checkout could be tested; undefined if nothing speaks against it. */
export async function unfitForWorktrees({
  git,
  top,
  workspace,
  config,
}: Swarm): Promise<Denial | undefined> {
  const [folder] = await workspace.unfit(top, config.worktree.link);
  if (folder)
    return tellUser(
      `QA in a worktree would test the checkout: ${folder.folder}: ${folder.why.en}.`,
      folder.fix.en,
    );
  const [missing] = await git.missingFilters(top);
  if (missing)
    return tellUser(
      `${missing.paths[0]} needs the filter ${missing.filter}, and its program ${missing.program} is not installed.`,
      `Install ${missing.program} and put it on PATH.`,
    );
  const [submodule] = await git.unfilledSubmodules(top);
  if (submodule)
    return tellUser(
      `No worktree can get the submodule ${submodule}: .git/modules lacks the commit that the repository names.`,
      `git submodule update --init --checkout -- ${JSON.stringify(submodule)}`,
    );
  return undefined;
}

function tellUser(why: string, fix: string): Denial {
  return deny("REPOSITORY_UNFIT", why, `Tell the user: ${fix}`);
}
