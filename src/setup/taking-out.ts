import { isThere } from "../kit/is-there.ts";
import { STATE_LINE, statePaths } from "../kit/state-paths.ts";
import { namesIn } from "./adapters/state-files.ts";
import type { TakingOut } from "./adapters/take-back.ts";
import { readFound, writeWhole } from "./adapters/write-file.ts";
import { withoutOurs } from "./config-files.ts";
import { withoutLines } from "./core/lines.ts";
import type { SetupTarget } from "./target.ts";

/**
 * The parts that uninstall takes out of edited files, and the parts that it leaves. Git's ignore list serves all
 * worktrees of a repository: the `.aegis` of another worktree, or runs that stay here, must not show up in git.
 */
export function takingOut(place: SetupTarget, purge = false): TakingOut {
  return {
    withoutOurs,
    async neededLines({ role }) {
      return role === "lines" && (await stateIsThere(place, purge)) ? [STATE_LINE] : [];
    },
  };
}

async function stateIsThere(
  { top, worktrees = [] }: SetupTarget,
  purge: boolean,
): Promise<boolean> {
  for (const other of worktrees) {
    // State that this user may not read stays hidden from git too.
    if (await isThere(statePaths(other).folder).catch(() => true)) return true;
  }
  return !purge && (await namesIn(statePaths(top).runs)).length > 0;
}

/**
 * After a purge the line hides nothing of ours any more, whichever uninstall left it. Resolves with true if the line
 * was there.
 */
export async function dropStateLine(place: SetupTarget): Promise<boolean> {
  const { excludeFile } = place;
  if (!excludeFile || (await stateIsThere(place, true))) return false;
  const found = await readFound(excludeFile);
  const text = found?.content.toString("utf8") ?? "";
  const rest = withoutLines(text, [STATE_LINE]);
  if (!found || rest === text) return false;
  await writeWhole(excludeFile, Buffer.from(rest), { owner: found.owner });
  return true;
}
