import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import type { TempRepo } from "./temp-repo.ts";

/** A `git` on PATH that writes down each start, and a filter that writes down each file whose content git reads. */
export interface CountedGit {
  readonly env: Record<string, string>;
  /** What was noted since the last call: git's subcommands in order, and paths. */
  taken(): Promise<{ commands: string[]; read: string[] }>;
}

export async function countedGit(repo: TempRepo): Promise<CountedGit> {
  const folder = join(dirname(repo.dir), "counted");
  const [commands, read] = [join(folder, "commands"), join(folder, "read")];
  await mkdir(folder, { recursive: true });
  const { stdout: git } = await execa("which", ["git"], { env: repo.env, extendEnv: false });
  const script = `#!/bin/sh\nprintf '%s\\0' "$*" >> '${commands}'\nexec '${git}' "$@"\n`;
  await writeFile(join(folder, "git"), script);
  await chmod(join(folder, "git"), 0o755);
  await repo.git("config", "filter.count.clean", `printf '%s\\n' %f >> '${read}'; cat`);
  await repo.write(".git/info/attributes", "* filter=count\n");
  const take = async (file: string, end: string) => {
    const text = await readFile(file, "utf8").catch(() => "");
    await writeFile(file, "");
    return text.split(end).slice(0, -1);
  };
  return {
    env: { ...repo.env, PATH: `${folder}:${repo.env["PATH"]}` },
    taken: async () => ({
      commands: (await take(commands, "\0")).map(subcommand),
      read: await take(read, "\n"),
    }),
  };
}

function subcommand(line: string): string {
  const words = line.split(" ");
  return words.find((word, at) => !word.startsWith("-") && words[at - 1] !== "-c") ?? "";
}
