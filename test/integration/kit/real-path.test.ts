import { realpathSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { realPath } from "../../../src/kit/real-path.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const BUN = here("../../../node_modules/opencode-ai/bin/opencode.exe");
const PROGRAM = here("../../support/real-path-in-bun.ts");

let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-real-")));
  await mkdir(join(folder, "l/k"), { recursive: true });
  await mkdir(join(folder, "out/deep"), { recursive: true });
  await mkdir(join(folder, "back\\slash"));
  for (const file of ["l/k/own", "out/own", "back\\slash/.env", "키\n"])
    await writeFile(join(folder, file), "");
  for (const [target, at] of [
    [join(folder, "out"), "l\\k"],
    ["l\\k/deep", "through"],
    ["through/..", "up"],
    ["round", "round"],
    ["nowhere", "dangling"],
    ["키\n", "odd"],
  ] as const)
    await symlink(target, join(folder, at));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const PATHS = [
  ...["l\\k", "l\\k/own", "l/k/own", "l\\k/deep/..", "back\\slash/.env", "back/slash", "through"],
  ...["up/own", "round", "dangling", "odd", "out/own/x", "out/own/..", ".", "..", "//out//./deep/"],
];

/** What the C library says, through Node. */
function expected(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

test("the real path of every kind of name is the system's, in Node", () => {
  for (const path of PATHS.map((name) => `${folder}/${name}`)) {
    const ours = () => realPath(path);
    const want = expected(path);
    if (want?.startsWith("/")) expect(ours(), path).toBe(want);
    else expect(ours, path).toThrow(expect.objectContaining({ code: want }));
  }
});

test("and in OpenCode's own Bun, whose realpath takes a backslash for a slash", async () => {
  const paths = PATHS.map((name) => `${folder}/${name}`);
  const env = { BUN_BE_BUN: "1" };
  const { stdout } = await execa(BUN, [PROGRAM, ...paths], { env, cwd: "/" });
  const found = stdout.split("\n").map((line) => JSON.parse(line) as string);
  expect(found).toEqual(paths.map(expected));
});
