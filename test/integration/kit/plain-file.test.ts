import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readPlainFile } from "../../../src/kit/plain-file.ts";

const MOST = 1_000;

test("only a plain file of the allowed size is read; nothing keeps the reader waiting", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aegis-plain-"));
  const at = (name: string) => join(folder, name);
  await writeFile(at("text"), "가");
  await writeFile(at("full"), "x".repeat(MOST));
  await writeFile(at("huge"), "x");
  await truncate(at("huge"), 2 ** 33);
  await mkdir(at("folder"));
  await symlink(at("text"), at("link"));
  await symlink(at("circle"), at("circle"));
  execFileSync("mkfifo", [at("pipe")]);
  const server = createServer().listen(at("socket"));
  await new Promise((resolve) => server.once("listening", resolve));

  const read = (name: string) => readPlainFile(at(name), MOST);
  expect(await read("text")).toMatchObject({ is: "plain", text: "가" });
  expect(await read("full")).toMatchObject({ is: "plain" });
  for (const name of ["huge", "folder", "link", "circle", "pipe", "socket"])
    expect(await read(name), name).toMatchObject({ is: "other" });
  for (const name of ["absent", "text/under-a-file"])
    expect(await read(name), name).toBe(undefined);
  server.close();
});
