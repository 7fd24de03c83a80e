import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Git } from "../../../git/port.ts";
import { entryAt } from "../../../kit/is-there.ts";
import { isRecord, parsedJson } from "../../../kit/json.ts";
import { readPlainFile } from "../../../kit/plain-file.ts";

const FOLDER = ".opencode";
const LOCK = `${FOLDER}/package-lock.json`;
const IGNORE = `${FOLDER}/.gitignore`;
const MODULES = `${FOLDER}/node_modules`;
/** What hides these files from git, as OpenCode itself writes it. */
const HIDES = ["node_modules", "package-lock.json", ".gitignore"];
/** A lock that an install has written is far smaller. */
const MOST_BYTES = 1024 * 1024;

/**
 * OpenCode may open a worktree by itself, for a conversation that shows its Worker, and then loads packages for the
 * configuration folder in it from the network. With the lock that an install has put into the checkout's folder it does
 * not. Does nothing if git would show a file of it, because that would be in the Worker's diff.
 */
export async function seedConfigFolder(
  git: Pick<Git, "ignores">,
  top: string,
  tree: string,
): Promise<void> {
  if (!(await entryAt(join(tree, FOLDER)))?.isDirectory()) return;
  const [lock, ignore] = [await plainText(join(top, LOCK)), await plainText(join(top, IGNORE))];
  if (lock === undefined || !isRecord(parsedJson(lock)) || ignore === undefined) return;
  const lines = ignore.split("\n");
  if (!HIDES.every((line) => lines.includes(line))) return;
  await writeNew(join(tree, IGNORE), ignore);
  const hidden = await Promise.all([LOCK, `${MODULES}/`].map((path) => git.ignores(tree, path)));
  if (hidden.includes(false)) return;
  await writeNew(join(tree, LOCK), lock);
  await mkdir(join(tree, MODULES), { recursive: true });
}

/** The text of a file that is no link; undefined if there is none. */
async function plainText(file: string): Promise<string | undefined> {
  const found = await readPlainFile(file, MOST_BYTES);
  return found?.is === "plain" ? found.text : undefined;
}

/** Writes the file unless something is there, also a link. */
async function writeNew(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}
