import { link, mkdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { applyFixes } from "../../../src/doctor/apply-fixes.ts";
import { planned } from "../../../src/setup/adapters/desired.ts";
import { command } from "../../support/setup-command.ts";
import { documentOf, type SetupScene, setupScene } from "../../support/setup-scene.ts";
import { IS_WHOLE } from "../../support/whole.ts";

/** What install, uninstall or a run writes in a project; of a folder, true. */
const OURS: Record<string, boolean> = {
  "opencode.json": false,
  "opencode.jsonc": false,
  ".opencode": true,
  ".opencode/opencode.json": false,
  ".opencode/aegis.jsonc": false,
  ".opencode/tui.json": false,
  ".opencode/.gitignore": false,
  ".opencode/package.json": false,
  ".opencode/package-lock.json": false,
  ".opencode/node_modules": true,
  ".opencode/agents": true,
  ".opencode/agents/worker.md": false,
  ".aegis": true,
  ".aegis/install": true,
  ".aegis/install/manifest.json": false,
  ".aegis/install/pending.json": false,
  ".aegis/install/lock.json": false,
  ".aegis/install/backup": true,
  ".aegis/runs": true,
  ".aegis/worktrees": true,
  ".aegis/lease.json": false,
  ".aegis/abort-request-1.json": false,
};

/** Each puts something at `path` that no install may write to or through. */
const KINDS: Record<string, (path: string, isFolder: boolean, scene: SetupScene) => Promise<void>> =
  {
    "a link to what is there": (path, isFolder, scene) =>
      symlink(join(home(scene), isFolder ? ".ssh" : ".bashrc"), path),
    "a relative link": async (path, isFolder) => {
      const up = "../".repeat(path.split("/").length + 2);
      await symlink(`${up}${isFolder ? "etc" : "etc/hostname"}`, path);
    },
    "a link to nothing": (path, _isFolder, scene) => symlink(join(home(scene), "later"), path),
    "a chain of links": async (path, isFolder, scene) => {
      await symlink(join(home(scene), isFolder ? ".ssh" : ".bashrc"), join(scene.dir, "second"));
      await symlink(join(scene.dir, "second"), path);
    },
    "a link below a name that is not there": (path, _isFolder, scene) =>
      symlink(`not-there/../../${"../".repeat(depth(path, scene))}home/later`, path),
    "a link to itself": (path) => symlink(path, path),
    "a link into git's folder": (path, isFolder, scene) =>
      symlink(join(scene.dir, ".git", isFolder ? "hooks" : "hooks/post-checkout"), path),
    "a pipe": (path) => execa("mkfifo", [path]).then(() => undefined),
  };

const home = ({ env }: SetupScene) => env["HOME"] ?? "";
const depth = (path: string, { dir }: SetupScene) => path.slice(dir.length + 1).split("/").length;

/** A `node_modules` that is there stays as it is, wherever it lies; an install only makes a missing one. */
function kindsFor(name: string): string[] {
  const open = /to what is there|relative|chain|git/;
  const all = Object.keys(KINDS);
  return name === ".opencode/node_modules" ? all.filter((kind) => !open.test(kind)) : all;
}

async function hostile(): Promise<SetupScene> {
  const scene = await setupScene();
  await writeFile(join(home(scene), ".bashrc"), "mine\n", { mode: 0o640 });
  await mkdir(join(home(scene), ".ssh"), { mode: 0o755 });
  await writeFile(join(home(scene), ".ssh/rc"), "mine\n", { mode: 0o640 });
  return scene;
}

/** All files × kinds with AEGIS_FAULTS=all, otherwise a fifth of them in which every file and every kind occurs. */
const STEP = IS_WHOLE ? 1 : 5;
const FILES = Object.keys(OURS);
const chosen = (name: string) =>
  kindsFor(name).filter((_, index) => (index + FILES.indexOf(name)) % STEP === 0);

test("the quick part holds every kind", () => {
  expect(new Set(FILES.flatMap(chosen))).toEqual(new Set(Object.keys(KINDS)));
});

describe.each(Object.entries(OURS))("%s", (name, isFolder) => {
  test.each(chosen(name))("as %s is refused by name", async (kind) => {
    const scene = await hostile();
    const path = join(scene.dir, name);
    await mkdir(dirname(path), { recursive: true });
    await KINDS[kind]?.(path, isFolder, scene);
    const before = await scene.everything();
    for (const run of [
      () => scene.install({ force: true }),
      () => scene.install({ json: true, dryRun: true }),
      () => scene.uninstall({ purge: true, force: true }),
    ]) {
      const said = await run();
      expect(said.code).toBe(2);
      expect(`${said.out}${said.error}`).toContain(path);
      expect(`${said.out}${said.error}`).toMatch(/repeat the command/);
    }
    const { dir: cwd, env } = scene;
    const place = { cwd, env, packageRoot: cwd, version: "3.2.0", openCodeRange: "*" };
    await expect(applyFixes(place)).rejects.toMatchObject({ code: /^(LINK_REFUSED|NOT_A_FILE)$/ });
    expect(await scene.everything()).toEqual(before);
  });
});

test("the command overwrote ~/.bashrc through the lock; it now names the link, in Korean too", async () => {
  const scene = await hostile();
  await mkdir(join(scene.dir, ".opencode"));
  await symlink(join(home(scene), ".bashrc"), join(scene.dir, ".opencode/package-lock.json"));
  const before = await scene.everything();
  for (const [language, words] of [
    ["en", /package-lock\.json is a link.*Nothing was written/],
    ["ko", /package-lock\.json: 링크이고.*아무것도 쓰지 않았습니다/],
  ] as const) {
    const { exitCode, stderr } = await command(scene, ["install", "--yes", "--lang", language]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(words);
    expect(stderr).toContain(join(scene.dir, ".opencode/package-lock.json"));
  }
  expect(await scene.everything()).toEqual(before);
});

test("a link to the lock of another package in the project is refused: that package would be changed", async () => {
  const scene = await hostile();
  await scene.write("package-lock.json", `{ "lockfileVersion": 3, "packages": { "": {} } }`);
  await mkdir(join(scene.dir, ".opencode"));
  const path = join(scene.dir, ".opencode/package-lock.json");
  await symlink("../package-lock.json", path);
  const before = await scene.everything();
  const said = await scene.install();
  expect(said).toMatchObject({ code: 2, error: expect.stringContaining(`${path} is a link`) });
  expect(await scene.everything()).toEqual(before);
});

test("the last look before a write refuses a link that came after the first", async () => {
  const scene = await hostile();
  const path = join(scene.dir, ".opencode/aegis.jsonc");
  await mkdir(dirname(path));
  await symlink(join(home(scene), "later"), path);
  const wish = { path, content: Buffer.from("{}"), role: "settings" } as const;
  await expect(planned([wish], scene.dir)).rejects.toMatchObject({ code: "LINK_REFUSED" });
});

test("a folder below the project's top counts too", async () => {
  const scene = await hostile();
  await scene.write("packages/one/README.md", "");
  const inner = join(scene.dir, "packages/one");
  await symlink(join(home(scene), ".ssh"), join(inner, ".opencode"));
  const before = await scene.everything();
  const said = await scene.install({ cwd: inner });
  expect(said).toMatchObject({ code: 2, error: expect.stringContaining(join(inner, ".opencode")) });
  expect(await scene.everything()).toEqual(before);
});

test.each(["not a lock\n", "[1]", `{ "name": "x" }`, `{ "packages": "x" }`])(
  "a package-lock.json that says %j is no lock and stays",
  async (text) => {
    const scene = await hostile();
    await scene.write(".opencode/package-lock.json", text);
    const before = await scene.everything();
    const { exitCode, stderr } = await command(scene, ["install", "--yes", "--approve-project"]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/package-lock\.json is no package lock.*\n.*then repeat the command/);
    expect(await scene.everything()).toEqual(before);
  },
);

test("links that stay inside are followed, and a plain repository installs: the same files", async () => {
  const plain = await setupScene();
  expect((await command(plain, ["install", "--yes"])).exitCode).toBe(0);
  const linked = await setupScene();
  await mkdir(join(linked.dir, "config/opencode"), { recursive: true });
  await symlink("config/opencode", join(linked.dir, ".opencode"));
  await symlink(join(linked.dir, "config/shared.json"), join(linked.dir, "opencode.json"));
  const before = await linked.everything();
  expect((await command(linked, ["install", "--yes"])).exitCode).toBe(0);
  for (const [own, there] of [
    ["opencode.json", "config/shared.json"],
    [".opencode/package-lock.json", "config/opencode/package-lock.json"],
    [".opencode/agents/worker.md", "config/opencode/agents/worker.md"],
  ] as const)
    expect(await linked.read(there)).toBe(await plain.read(own));
  expect((await command(linked, ["uninstall", "--yes"])).exitCode).toBe(0);
  expect(await linked.everything()).toEqual(before);
});

test("an existing node_modules elsewhere stays as it is: an install never writes into it", async () => {
  const scene = await hostile();
  await mkdir(join(scene.dir, ".opencode"));
  await symlink(join(home(scene), ".ssh"), join(scene.dir, ".opencode/node_modules"));
  const before = await scene.everything();
  expect((await command(scene, ["install", "--yes"])).exitCode).toBe(0);
  expect((await command(scene, ["uninstall", "--yes"])).exitCode).toBe(0);
  expect(await scene.everything()).toEqual(before);
});

test("an uninstall does not follow a link that came after the install", async () => {
  const scene = await hostile();
  await scene.install();
  const agents = join(scene.dir, ".opencode/agents");
  await mkdir(join(home(scene), "agents"));
  for (const name of ["worker", "commander", "scout", "librarian"])
    await writeFile(
      join(home(scene), `agents/${name}.md`),
      await readFile(join(agents, `${name}.md`)),
    );
  await rm(agents, { recursive: true });
  await symlink(join(home(scene), "agents"), agents);
  const before = await scene.everything();
  const said = await scene.uninstall({ json: true });
  expect(said.code).toBe(2);
  expect(documentOf(said).error).toMatchObject({
    code: "LINK_REFUSED",
    message: expect.stringContaining(agents),
  });
  expect(await scene.everything()).toEqual(before);
});

test("a file with a second name is replaced under our name alone", async () => {
  const scene = await hostile();
  await writeFile(join(home(scene), "shared.json"), "{}\n");
  await link(join(home(scene), "shared.json"), join(scene.dir, "opencode.json"));
  expect((await scene.install()).code).toBe(0);
  expect(await scene.read("opencode.json")).toContain("oh-my-qwencoder");
  expect(await readFile(join(home(scene), "shared.json"), "utf8")).toBe("{}\n");
  expect((await stat(join(home(scene), "shared.json"))).mode & 0o777).toBe(0o644);
});
