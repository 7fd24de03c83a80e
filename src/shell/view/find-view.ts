import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../kit/environment.ts";
import { realPath } from "../../kit/real-path.ts";
import { statePaths } from "../../kit/state-paths.ts";
import { type Disk, type Surroundings, visiblePaths } from "./visible-paths.ts";

/** What agents' shells see of this machine beside the project. */
export interface ShellView {
  /** Absolute paths, read-only in bubblewrap; what is not below one of them is absent. */
  visible: readonly string[];
  /** Absolute paths inside visible ones that are hidden in bubblewrap. */
  hidden: readonly string[];
  /** Variables that the user lets through although the allow-list does not name them. */
  variables: readonly string[];
}

/** Looks at this machine once, before any agent works: a link that an agent makes later shows nothing more. */
export function findShellView(
  project: Pick<Surroundings, "top" | "links"> & { commonDir: string },
  env: Environment,
  chosen: { visible: readonly string[]; env: readonly string[] },
): ShellView {
  const around: Surroundings = {
    ...project,
    env,
    home: env["HOME"] || homedir() || undefined,
    chosen: [...chosen.visible, ...alternates(project.commonDir)],
  };
  const secret = withheld("/etc").filter(
    (path) => !chosen.visible.some((shown) => path === shown || path.startsWith(`${shown}/`)),
  );
  return {
    visible: visiblePaths(around, disk),
    hidden: [...secret, statePaths(project.top).runs],
    variables: chosen.env,
  };
}

/** What every shell sees on this machine, without a project; for the probe. */
export function systemView(env: Environment): ShellView {
  const project = { top: "/nonexistent", commonDir: "/nonexistent", links: [] };
  return findShellView(project, env, { visible: [], env: [] });
}

/** Repositories from which git borrows objects. */
function alternates(commonDir: string): string[] {
  const text = disk.text(join(commonDir, "objects/info/alternates")) ?? "";
  return text.split("\n").filter((line) => line.startsWith("/"));
}

/** Entries below a folder that only some accounts may read. No build needs them, so root does not see them either. */
function withheld(folder: string): string[] {
  return entries(folder).flatMap((name) => {
    const path = join(folder, name);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat || stat.isSymbolicLink()) return [];
    const needed = stat.isDirectory() ? 0o005 : 0o004;
    if ((stat.mode & needed) !== needed) return [path];
    return stat.isDirectory() ? withheld(path) : [];
  });
}

const disk: Disk = {
  real(path) {
    try {
      return realPath(path);
    } catch {
      return undefined;
    }
  },
  linksIn(directory) {
    return entries(directory).flatMap((name) => {
      const path = join(directory, name);
      if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
        return disk.real(path) ?? [];
      return name.startsWith("@") ? disk.linksIn(path) : [];
    });
  },
  text(path) {
    try {
      return statSync(path).size < 100_000 ? readFileSync(path, "utf8") : undefined;
    } catch {
      return undefined;
    }
  },
};

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
