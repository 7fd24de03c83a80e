import { lstat, mkdir, rm, stat, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import type { Workspace } from "../ports.ts";

export const workspaceFiles: Workspace = {
  async link(top, directory, names) {
    const linked: string[] = [];
    for (const name of names) {
      const source = join(top, name);
      const target = join(directory, name);
      if (!(await isDirectory(source)) || (await present(target))) continue;
      if (!(await ignored(top, name))) continue;
      await mkdir(dirname(target), { recursive: true });
      await symlink(source, target, "dir");
      linked.push(name);
    }
    return linked;
  },
  exists: isDirectory,
  occupied: present,
  async remove(directory) {
    await rm(directory, { recursive: true, force: true });
  },
};

/** Only what git ignores may be linked: anything else would end up in a Worker's diff. */
async function ignored(top: string, name: string): Promise<boolean> {
  const { exitCode } = await execa("git", ["check-ignore", "-q", "--", `${name}/`], {
    cwd: top,
    reject: false,
    stdin: "ignore",
  });
  return exitCode === 0;
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

async function present(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}
