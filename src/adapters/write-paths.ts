import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { WriteTarget } from "../core/gate.ts";
import type { WritePaths } from "../ports-shell.ts";
import { isHardLinked, realTarget } from "./real-path.ts";

/** Names that no agent writes, wherever below a tree's top they are; compared without case. */
const CLOSED_DIRECTORIES = [".git", ".opencode", ".aegis"];
const CLOSED_FILES = ["opencode.json", "opencode.jsonc", "tui.json"];

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
  if (own !== undefined) return { where: "worktree", path: own, protected: closed(own) };
  const merged = below(dirs.integration, real);
  if (merged !== undefined)
    return { where: "integration", path: merged, protected: closed(merged) };
  if (below(dirs.worktrees, real) !== undefined)
    return { where: "outside", path: real, protected: false };
  const mine = below(dirs.top, real);
  if (mine !== undefined) return { where: "checkout", path: mine, protected: closed(mine) };
  return { where: "outside", path: real, protected: real.split(sep).includes(".git") };
}

function below(directory: string, path: string): string | undefined {
  const inside = relative(directory, path);
  if (inside === "" || inside.startsWith("..") || isAbsolute(inside)) return undefined;
  return inside.split(sep).join("/").normalize("NFC");
}

function closed(path: string): boolean {
  const segments = path.toLowerCase().split("/");
  const [first = ""] = segments;
  return (
    segments.some((segment) => segment === ".git") ||
    CLOSED_DIRECTORIES.includes(first) ||
    (segments.length === 1 && CLOSED_FILES.includes(first))
  );
}
