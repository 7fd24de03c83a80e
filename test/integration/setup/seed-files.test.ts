import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { GRAMMARS } from "../../../src/host/grammars.ts";
import type { Seed } from "../../../src/setup/adapters/seed.ts";
import { seedWishes } from "../../../src/setup/adapters/seeds.ts";
import { grant } from "../../support/grant.ts";

let folder: string;
let home: string;
let project: string;
let packageRoot: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-seeds-")));
  home = join(folder, "home");
  project = join(folder, "repo");
  packageRoot = join(folder, "package");
  await put(join(packageRoot, "package.json"), `{ "name": "demo", "version": "1.2.3" }`);
  await put(join(packageRoot, "dist/plugin.js"), "export default {};");
  await put(join(packageRoot, "dist/tui.js"), "export default {};");
  await put(join(packageRoot, "dist/cli.js"), "not for OpenCode");
  for (const name of ["agents/a.md", "tools/t.md", "shell/bash", "git-hooks/gate"])
    await put(join(packageRoot, "templates", name), name);
  await chmod(join(packageRoot, "templates/shell/bash"), 0o755);
  await mkdir(join(project, ".git"), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, content: string): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
}

async function ask(more: { env?: Record<string, string>; project?: string } = {}) {
  return seedWishes({ packageRoot, home, project, env: {}, ...more });
}

/** Paths, relative to the test's folder. */
const paths = (wishes: readonly Seed[]) =>
  wishes
    .map((wish) => ("folder" in wish ? wish.folder : wish.path).slice(folder.length + 1))
    .sort();

describe("a new machine", () => {
  test("gets the seeds of its project, and for all projects the rest", async () => {
    const { project: own, shared } = await ask();
    expect(paths(own)).toEqual(
      [".gitignore", "node_modules", "package-lock.json"].map((name) => `repo/.opencode/${name}`),
    );
    const cached = "home/.cache/opencode/packages/demo@1.2.3/node_modules/demo";
    const grammar = "home/.local/share/opentui/tree-sitter/languages/tree-sitter-";
    expect(paths(shared).filter((path) => path.startsWith(grammar))).toHaveLength(GRAMMARS.length);
    expect(paths(shared).filter((path) => !path.startsWith(grammar))).toEqual([
      "home/.cache/opencode/models.json",
      `${cached}/dist/plugin.js`,
      `${cached}/dist/tui.js`,
      `${cached}/package.json`,
      `${cached}/templates/agents/a.md`,
      `${cached}/templates/git-hooks/gate`,
      `${cached}/templates/shell/bash`,
      `${cached}/templates/tools/t.md`,
      "home/.config/opencode/.gitignore",
      "home/.config/opencode/node_modules",
      "home/.config/opencode/package-lock.json",
    ]);
  });

  test("programs stay programs, and the catalogue looks fresh for years", async () => {
    await grant((await ask()).shared);
    const cached = join(home, ".cache/opencode/packages/demo@1.2.3/node_modules/demo");
    expect((await stat(join(cached, "templates/shell/bash"))).mode & 0o777).toBe(0o755);
    expect((await stat(join(cached, "templates/tools/t.md"))).mode & 0o777).toBe(0o644);
    const { mtime } = await stat(join(home, ".cache/opencode/models.json"));
    expect(mtime.getFullYear()).toBeGreaterThan(2035);
  });

  test("folders follow the XDG variables; OPENCODE_CONFIG_DIR and ~/.opencode count where they exist", async () => {
    await mkdir(join(folder, "extra"), { recursive: true });
    await mkdir(join(home, ".opencode"), { recursive: true });
    const at = (name: string) => join(folder, name);
    const env = {
      XDG_CONFIG_HOME: at("c"),
      XDG_CACHE_HOME: at("k"),
      OPENCODE_CONFIG_DIR: at("extra"),
    };
    const { shared } = await ask({ env });
    const tops = new Set(paths(shared).map((path) => path.split("/").slice(0, 2).join("/")));
    for (const place of ["c/opencode", "k/opencode", "home/.opencode"])
      expect(tops).toContain(place);
    expect(paths(shared)).toContain("extra/package-lock.json");
    const { shared: without } = await ask({ env: { ...env, OPENCODE_CONFIG_DIR: at("none") } });
    expect(paths(without).filter((path) => path.startsWith("none"))).toEqual([]);
  });
});

describe("what is there", () => {
  beforeEach(async () => {
    const { project: own, shared } = await ask();
    await grant([...own, ...shared]);
  });

  test("is not wished for again", async () => {
    expect(await ask()).toEqual({ project: [], shared: [] });
  });

  test("is mended where it differs, in content and in mode", async () => {
    const cached = join(home, ".cache/opencode/packages/demo@1.2.3/node_modules/demo");
    await writeFile(join(cached, "dist/plugin.js"), "broken");
    await chmod(join(cached, "templates/shell/bash"), 0o644);
    const { shared } = await ask();
    expect(paths(shared).map((path) => path.slice(-9))).toEqual(["plugin.js", "hell/bash"]);
  });

  test("a catalogue of the user's is kept, however old", async () => {
    const file = join(home, ".cache/opencode/models.json");
    await writeFile(file, `{"own":{}}`);
    await utimes(file, 1, 1);
    expect((await ask()).shared).toEqual([]);
  });

  test("another version lies beside it", async () => {
    await put(join(packageRoot, "package.json"), `{ "name": "demo", "version": "2.0.0" }`);
    for (const path of paths((await ask()).shared)) expect(path).toContain("/demo@2.0.0/");
  });
});

describe("a folder with packages of the user's own", () => {
  const at = (name: string) => join(project, ".opencode", name);
  const names = async () => paths((await ask()).project).map((path) => path.split("/").at(-1));

  test("that are not installed is left alone: npm has to run there", async () => {
    await put(at("package.json"), `{ "dependencies": { "zod": "4" } }`);
    expect(await names()).toEqual([]);
    await mkdir(at("node_modules"));
    expect(await names()).toEqual([]);
  });

  test("that are installed gets our name added to its lock, and nothing taken away", async () => {
    const lock = {
      name: "x",
      lockfileVersion: 3,
      packages: { "": { dependencies: { zod: "4" } }, "node_modules/zod": { version: "4.1.8" } },
    };
    await put(at("package.json"), `{ "dependencies": { "zod": "4" } }`);
    await put(at("package-lock.json"), JSON.stringify(lock));
    await mkdir(at("node_modules"));
    await grant((await ask()).project);
    const dependencies = { zod: "4", "@opencode-ai/plugin": "*" };
    expect(JSON.parse(await readFile(at("package-lock.json"), "utf8"))).toEqual({
      ...lock,
      packages: { ...lock.packages, "": { dependencies } },
    });
    expect(await names()).toEqual([]);
  });
});

test.each([
  "text",
  "[1]",
  `{ "name": "x" }`,
  `{ "packages": "x" }`,
  `{ "packages": { "": 1 } }`,
  `{ "packages": { "": { "dependencies": [] } } }`,
])("what is no lock of npm is never replaced: %s", async (text) => {
  await put(join(project, ".opencode/package-lock.json"), text);
  await expect(ask()).rejects.toMatchObject({ code: "NOT_A_LOCK" });
  await put(join(project, ".opencode/package-lock.json"), "\n");
  expect(paths((await ask()).project)).toContain("repo/.opencode/package-lock.json");
});

test("folders above the project count up to the top of its repository, where they exist", async () => {
  await mkdir(join(project, ".opencode"));
  await mkdir(join(folder, ".opencode"));
  const inner = join(project, "packages/one");
  await mkdir(inner, { recursive: true });
  const found = paths((await ask({ project: inner })).project);
  expect(found).toContain("repo/packages/one/.opencode/package-lock.json");
  expect(found).toContain("repo/.opencode/package-lock.json");
  expect(found.filter((path) => path.startsWith(".opencode"))).toEqual([]);
});

test.each(["package.json", "dist/plugin.js", "templates/shell"])(
  "a package without %s is refused",
  async (part) => {
    await rm(join(packageRoot, part), { recursive: true });
    await expect(ask()).rejects.toMatchObject({ code: "PACKAGE_INCOMPLETE" });
  },
);
