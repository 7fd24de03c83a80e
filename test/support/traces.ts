import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";

/** Files and folders below a directory, as sorted paths; folders end with a slash. */
export async function pathsBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .map((entry) => {
      const path = join(entry.parentPath, entry.name).slice(dir.length + 1);
      return entry.isDirectory() ? `${path}/` : path;
    })
    .sort();
}

/** Processes whose working directory is in a folder or whose environment contains its path: `<pid> <command line>`. */
export async function processesOf(dir: string): Promise<string[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      // Ignore a process that ends meanwhile, and a process of another user, which cannot be ours.
      const [cwd, environment, line] = await Promise.all([
        readlink(`/proc/${id}/cwd`).catch(() => ""),
        readFile(`/proc/${id}/environ`, "utf8").catch(() => ""),
        readFile(`/proc/${id}/cmdline`, "utf8").catch(() => ""),
      ]);
      const here = cwd === dir || cwd.startsWith(`${dir}/`) || environment.includes(dir);
      return here ? [`${id} ${line.replaceAll("\0", " ").trim()}`] : [];
    }),
  );
  return found.flat();
}
