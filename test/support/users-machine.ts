import { mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** A user's machine below `folder`: an empty home, OpenCode on PATH, nothing of this checkout's environment. */
export async function usersMachine(folder: string): Promise<Record<string, string>> {
  const opencode = join(import.meta.dirname, "../../node_modules/.bin");
  const home = join(folder, "home");
  await mkdir(home, { recursive: true });
  return {
    HOME: home,
    PATH: [opencode, process.env["PATH"]].join(delimiter),
    LANG: "C.UTF-8",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "User",
    GIT_AUTHOR_EMAIL: "user@localhost",
    GIT_COMMITTER_NAME: "User",
    GIT_COMMITTER_EMAIL: "user@localhost",
  };
}
