import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { run } from "../../src/kit/process/run.ts";

/** A generated repository, with a home of its own so that the machine's git settings have no effect. */
export interface SizedRepository {
  readonly top: string;
  readonly env: Record<string, string>;
}

const PER_FOLDER = 20;
const FOLDERS_PER_MODULE = 12;

/** Path of file `index`: folders of 20 files, four or five levels deep. */
export function pathOf(index: number): string {
  const folder = Math.floor(index / PER_FOLDER);
  const module = Math.floor(folder / FOLDERS_PER_MODULE);
  const place = `packages/pkg-${module % 40}/src/mod-${module}`;
  const deep = folder % 3 === 0 ? "/internal" : "";
  return `${place}/part-${folder % FOLDERS_PER_MODULE}${deep}/file-${index}.ts`;
}

/** Makes a repository of `count` files with one commit. The same count gives the same content. */
export async function sizedRepository(folder: string, count: number): Promise<SizedRepository> {
  const top = join(folder, "project");
  const home = join(folder, "home");
  await Promise.all([mkdir(top, { recursive: true }), mkdir(home, { recursive: true })]);
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    GIT_CONFIG_NOSYSTEM: "1",
    LC_ALL: "C.UTF-8",
  };
  await writeFile(
    join(home, ".gitconfig"),
    "[user]\nname = Aegis Bench\nemail = bench@localhost\n[gc]\nauto = 0\n[maintenance]\nauto = false\n",
  );
  const git = (args: readonly string[], stdin?: Uint8Array) => gitAt({ top, env }, args, stdin);
  await git(["init", "--quiet", "-b", "main"]);
  await git(["fast-import", "--quiet"], stream(count));
  await git(["reset", "--hard", "--quiet"]);
  // Git reads every file that is as young as its index. After a second, `status` writes an index that is younger.
  await delay(1_100);
  await git(["status", "--porcelain"]);
  return { top, env };
}

async function gitAt(
  { top, env }: SizedRepository,
  args: readonly string[],
  stdin?: Uint8Array,
): Promise<void> {
  const { code, stderr } = await run({ argv: ["git", ...args], cwd: top, env, stdin });
  if (code !== 0) throw new Error(`git ${args[0]} failed: ${stderr.toString()}`);
}

/** One commit with all files, as `git fast-import` reads it. */
function stream(count: number): Uint8Array {
  const message = "Start\n";
  const author = "committer Aegis Bench <bench@localhost> 1767225600 +0000";
  const chunks = [
    `commit refs/heads/main\n${author}\ndata ${message.length}\n${message}`,
    inline(".gitignore", "node_modules/\ndist/\n*.log\n"),
  ];
  for (let index = 0; index < count - 1; index += 1)
    chunks.push(inline(pathOf(index), contentOf(index)));
  return Buffer.from(chunks.join(""));
}

function inline(path: string, text: string): string {
  return `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
}

/** Text of about 1.5 kB: lines of numbers from a generator whose seed is the file's number. */
function contentOf(index: number): string {
  let seed = index + 1;
  const lines = Array.from({ length: 25 + (index % 20) }, (_, line) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return `export const value_${index}_${line} = ${seed}; // ${seed.toString(36)}`;
  });
  return `${lines.join("\n")}\n`;
}
