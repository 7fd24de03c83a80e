import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of the package as users get it. */
    packed: string;
    /** The packed file itself. */
    tarball: string;
  }
}

/** Packs the package once for all e2e files, so that the tests use the files that users install. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-packed-")));
  const { stdout } = await execa("npm", ["pack", "--silent", "--pack-destination", folder]);
  const tarball = join(folder, stdout.trim().split("\n").at(-1) ?? "");
  await execa("tar", ["-xzf", tarball], { cwd: folder });
  project.provide("packed", join(folder, "package"));
  project.provide("tarball", tarball);
  return () => rm(folder, { recursive: true, force: true });
}
