import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { LocatedPath, WritePaths } from "./port.ts";
import { isFile, isHardLinked, isSpecial, realTarget } from "./real-path.ts";

interface Trees {
  top: string;
  /** Contains the Workers' trees and `integration`. */
  worktrees: string;
  /** True for a relative path with `/` that no tool may write. */
  isProtected: (path: string) => boolean;
}

/** Locates paths by their real location: resolves links before comparing paths. */
export function writePaths(trees: Trees): WritePaths {
  return {
    locate(path, from, ownWorktree) {
      const asked = isAbsolute(path) ? path : resolve(from, path);
      const real = realTarget(asked);
      const facts = {
        real,
        exists: isFile(real),
        hardLinked: isHardLinked(real),
        special: isSpecial(real),
      };
      const named = placeOf(resolve(asked), trees, ownWorktree).path;
      return { ...placeOf(real, trees, ownWorktree), named, ...facts };
    },
  };
}

function placeOf(
  real: string,
  { top, worktrees, isProtected }: Trees,
  ownWorktree: string | undefined,
): Omit<LocatedPath, "real" | "named" | "exists" | "hardLinked" | "special"> {
  const own = ownWorktree === undefined ? undefined : below(ownWorktree, real);
  if (own !== undefined) return { where: "worktree", path: own, protected: isProtected(own) };
  const merged = below(join(worktrees, "integration"), real);
  if (merged !== undefined)
    return { where: "integration", path: merged, protected: isProtected(merged) };
  if (below(worktrees, real) !== undefined)
    return { where: "outside", path: real, protected: false };
  const mine = below(top, real);
  if (mine !== undefined) return { where: "checkout", path: mine, protected: isProtected(mine) };
  return { where: "outside", path: real, protected: real.split(sep).includes(".git") };
}

function below(directory: string, path: string): string | undefined {
  const inside = relative(directory, path);
  if (inside === "" || /^\.\.(?:$|[/\\])/.test(inside) || isAbsolute(inside)) return undefined;
  return inside.split(sep).join("/").normalize("NFC");
}
