import { mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Git } from "../../git/port.ts";
import { isFolder, isOccupied } from "../../kit/is-there.ts";
import { removeTree } from "../../kit/remove-tree.ts";
import type { Workspace } from "../ports.ts";

export function workspaceFiles(git: Pick<Git, "ignores">): Workspace {
  return {
    async link(top, directory, names) {
      const linked: string[] = [];
      for (const name of names) {
        const source = join(top, name);
        const target = join(directory, name);
        if (!(await isFolder(source)) || (await isOccupied(target))) continue;
        // If git does not ignore the link, it would end up in a Worker's diff.
        if (!(await git.ignores(top, `${name}/`))) continue;
        await mkdir(dirname(target), { recursive: true });
        await symlink(source, target, "dir");
        linked.push(name);
      }
      return linked;
    },
    exists: isFolder,
    occupied: isOccupied,
    remove: removeTree,
  };
}
