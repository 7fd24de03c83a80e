import { readFile, writeFile } from "node:fs/promises";
import type { SavedOutput } from "../opencode/project.ts";

export const savedOutput: SavedOutput = {
  async change(path, to) {
    await writeFile(path, to(await readFile(path, "utf8")));
  },
};
