import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { WriteTarget } from "../swarm/core/gate.ts";
import { isProtected } from "../swarm/core/protected.ts";
import type { WritePaths } from "./port.ts";
import { isHardLinked, realTarget } from "./real-path.ts";

/** Places paths by their real location: links are followed before anything is compared. */
export function writePaths(top: string, worktrees: string): WritePaths {
  const integration = join(worktrees, "integration");
  return {
    locate(path, from, ownWorktree) {
      const asked = isAbsolute(path) ? path : resolve(from, path);
      const real = realTarget(asked);
      const hardLinked = isHardLinked(real);
      const place = placeOf(real, { top, worktrees, integration, ownWorktree });
      return { ...place, hardLinked };
    },
  };
}

function placeOf(
  real: string,
  dirs: { top: string; worktrees: string; integration: string; ownWorktree: string | undefined },
): Omit<WriteTarget, "hardLinked"> {
  const own = dirs.ownWorktree === undefined ? undefined : below(dirs.ownWorktree, real);
  if (own !== undefined) return { where: "worktree", path: own, protected: isProtected(own) };
  const merged = below(dirs.integration, real);
  if (merged !== undefined)
    return { where: "integration", path: merged, protected: isProtected(merged) };
  if (below(dirs.worktrees, real) !== undefined)
    return { where: "outside", path: real, protected: false };
  const mine = below(dirs.top, real);
  if (mine !== undefined) return { where: "checkout", path: mine, protected: isProtected(mine) };
  return { where: "outside", path: real, protected: real.split(sep).includes(".git") };
}

function below(directory: string, path: string): string | undefined {
  const inside = relative(directory, path);
  if (inside === "" || /^\.\.(?:$|[/\\])/.test(inside) || isAbsolute(inside)) return undefined;
  return inside.split(sep).join("/").normalize("NFC");
}
