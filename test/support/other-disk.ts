import { cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import type { TempRepo } from "./temp-repo.ts";

/** A file system in memory that Linux has beside the one for temporary files. */
const MEMORY = "/dev/shm";

/** Why no test can have a second file system here; undefined if one can. */
export async function noSecondDisk(beside: string): Promise<string | undefined> {
  const found = await Promise.all(
    [MEMORY, beside].map((path) => stat(path).catch(() => undefined)),
  );
  if (found[0] === undefined) return `no ${MEMORY}`;
  return found[0].dev === found[1]?.dev ? `${MEMORY} is the same file system` : undefined;
}

/** Why no test can mount here; undefined if one can. */
export async function noMount(): Promise<string | undefined> {
  const at = await mkdtemp(join(tmpdir(), "aegis-mount-"));
  try {
    const { exitCode } = await mount(at);
    if (exitCode !== 0) return "mount -t tmpfs is not allowed";
    await execa("umount", [at]);
    return undefined;
  } finally {
    await rm(at, { recursive: true });
  }
}

function mount(at: string) {
  return execa("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", at], { reject: false });
}

/** Moves the git directory to another file system, as `git init --separate-git-dir` makes it. */
export async function separateGitDir(repo: TempRepo): Promise<string> {
  const folder = await mkdtemp(join(MEMORY, "aegis-git-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const gitDir = join(folder, "git");
  await cp(join(repo.dir, ".git"), gitDir, { recursive: true, preserveTimestamps: true });
  await rm(join(repo.dir, ".git"), { recursive: true });
  await writeFile(join(repo.dir, ".git"), `gitdir: ${gitDir}\n`);
  return gitDir;
}

/** Makes a folder of the work tree a file system of its own, with what is in it. */
export async function mountAt(repo: TempRepo, path: string): Promise<void> {
  const at = join(repo.dir, path);
  const aside = `${repo.dir}-mounted`;
  await cp(at, aside, { recursive: true, preserveTimestamps: true });
  await rm(at, { recursive: true });
  await mkdir(at);
  const { exitCode, stderr } = await mount(at);
  if (exitCode !== 0) throw new Error(stderr);
  onTestFinished(async () => {
    await execa("umount", ["--lazy", at]);
  });
  await cp(aside, at, { recursive: true, preserveTimestamps: true });
}

/** Makes a folder hold what another one holds, also if file systems are mounted in it. */
export async function copyInto(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  // A folder at which a file system is mounted stays, empty.
  await execa("find", [to, "-mindepth", "1", "-delete"], { reject: false });
  if ((await readdir(from)).length > 0) await execa("cp", ["-a", `${from}/.`, to]);
}
