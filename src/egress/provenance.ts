import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { release } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { isThere } from "../kit/is-there.ts";
import { findBubblewrap } from "../shell/bubblewrap.ts";
import type { AuditDocument } from "./core/report-document.ts";
import type { Subject } from "./subject.ts";

/** Versions of everything that took part. */
export async function versionsOf(
  { opencode, env }: Subject,
  version: string,
): Promise<AuditDocument["versions"]> {
  const bubblewrap = await findBubblewrap(env);
  return {
    "oh-my-qwencoder": version,
    opencode: opencode.version,
    node: process.versions.node,
    kernel: `${process.platform} ${release()} ${process.arch}`,
    bubblewrap: bubblewrap?.version ?? "none",
  };
}

/** SHA-256 of OpenCode, of this package and of the configuration files in force. */
export async function hashesOf(
  { opencode, sources }: Subject,
  packageRoot: string,
): Promise<AuditDocument["hashes"]> {
  const dist = join(packageRoot, "dist");
  const own = (await readdir(dist)).filter((name) => name.endsWith(".js")).sort();
  const paths = [
    await realpath(opencode.path),
    ...own.map((name) => join(dist, name)),
    ...sources.filter(({ config }) => config !== undefined).map(({ name }) => name),
  ];
  const hashes = [];
  for (const path of new Set(paths))
    if (path.startsWith("/") && (await isThere(path)))
      hashes.push({ path, sha256: await sha256(path) });
  return hashes;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
