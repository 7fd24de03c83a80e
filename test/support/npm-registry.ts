import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/** Serves one package, `from-mirror` 1.0.0, as a registry of npm does. */
export async function npmRegistry(): Promise<
  (asked: IncomingMessage, answer: ServerResponse) => void
> {
  const dir = await mkdtemp(join(tmpdir(), "aegis-registry-"));
  await mkdir(join(dir, "package"));
  const manifest = { name: "from-mirror", version: "1.0.0", main: "index.js" };
  await writeFile(join(dir, "package/package.json"), JSON.stringify(manifest));
  await writeFile(join(dir, "package/index.js"), "module.exports = 'installed';\n");
  await execa("tar", ["-czf", "p.tgz", "package"], { cwd: dir });
  const tarball = await readFile(join(dir, "p.tgz"));
  await rm(dir, { recursive: true });
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  return ({ url = "", headers }, answer) => {
    if (url.endsWith(".tgz")) return void answer.end(tarball);
    if (url !== "/from-mirror") return void answer.writeHead(404).end("{}");
    const dist = { tarball: `http://${headers.host}/from-mirror/-/p.tgz`, integrity };
    const versions = { "1.0.0": { ...manifest, dist } };
    const document = { name: "from-mirror", "dist-tags": { latest: "1.0.0" }, versions };
    answer.setHeader("content-type", "application/json").end(JSON.stringify(document));
  };
}
