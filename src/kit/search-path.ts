import { constants } from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";

/** The first executable called `name` in the folders of `searchPath` (the value of PATH). */
export async function findOnPath(name: string, searchPath: string): Promise<string | undefined> {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
  for (const folder of searchPath.split(path.delimiter).filter((each) => each !== "")) {
    for (const candidate of names.map((each) => path.join(folder, each))) {
      if (await isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    // A missing file and a file that we may not run both count as no.
    return false;
  }
}
