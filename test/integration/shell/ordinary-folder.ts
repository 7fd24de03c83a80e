import { chown, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const NOBODY = 65_534;

/** A folder of a user whom the system refuses what modes forbid; root is refused nothing. */
export async function ordinaryFolder(): Promise<string> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), "aegis-ordinary-")));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  if (process.getuid?.() !== 0) return dir;
  await chown(dir, NOBODY, NOBODY);
  process.seteuid?.(NOBODY);
  onTestFinished(() => process.seteuid?.(0));
  return dir;
}
