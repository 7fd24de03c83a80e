import { dirname, join } from "node:path";
import { isThere } from "../../kit/is-there.ts";

/** The top of the checkout that holds a directory, as git finds it; without a checkout the directory itself. */
export async function projectTop(directory: string): Promise<string> {
  for (let at = directory; ; at = dirname(at)) {
    if (await isThere(join(at, ".git"))) return at;
    if (at === dirname(at)) return directory;
  }
}
