import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { command } from "../../support/setup-command.ts";
import { ROOT, type SetupScene, setupScene, treeOf } from "../../support/setup-scene.ts";

const MINE = '{\n  // the site\n  "share": "auto",\n}\n';

/** A machine whose administrator keeps OpenCode's configuration in this folder. */
async function machine(): Promise<SetupScene & { managed: string }> {
  const scene = await setupScene("no-config");
  const managed = join(scene.dir, "../managed");
  await mkdir(managed);
  return { ...scene, managed, env: { ...scene.env, OPENCODE_TEST_MANAGED_CONFIG_DIR: managed } };
}

const asAdmin = ({ env }: SetupScene) => ({ scope: "managed", env }) as const;

async function configIn(managed: string) {
  const text = await readFile(join(managed, "opencode.json"), "utf8");
  return { text, config: JSON.parse(text.replace(/^\s*\/\/.*$/gm, "").replace(/,(\s*})/g, "$1")) };
}

test("an administrator's install names the plugin by its path, and uninstall puts all back byte for byte", async () => {
  const scene = await machine();
  await writeFile(join(scene.managed, "opencode.json"), MINE);
  const before = await treeOf(scene.managed, "managed");
  expect((await scene.install(asAdmin(scene))).code).toBe(0);
  const { text, config } = await configIn(scene.managed);
  expect(text).toContain("// the site");
  expect(config).toMatchObject({
    enabled_providers: [],
    share: "disabled",
    autoupdate: false,
    lsp: false,
    model: "vllm/qwen3-coder-next",
    provider: { vllm: { options: { apiKey: "{env:VLLM_API_KEY}" } } },
    permission: { webfetch: "deny", websearch: "deny" },
  });
  const [entry = ""] = config.plugin as string[];
  expect(await readFile(fileURLToPath(entry))).toEqual(
    await readFile(join(ROOT, "dist/plugin.js")),
  );
  expect((await scene.install({ ...asAdmin(scene), json: true })).out).toContain(
    '"nothingToDo": true',
  );
  expect((await scene.uninstall(asAdmin(scene))).code).toBe(0);
  expect(await treeOf(scene.managed, "managed")).toEqual(before);
});

test("the plugin's files are there for every user, also with an administrator's private umask", async () => {
  const scene = await machine();
  const line = `umask 077 && exec '${process.execPath}' '${ROOT}/bin/oh-my-qwencoder.js' install --managed --yes --base-url http://127.0.0.1:9`;
  await execa("sh", ["-c", line], {
    cwd: scene.dir,
    env: { ...scene.env, PATH: "/usr/bin:/bin" },
    extendEnv: false,
    stdin: "ignore",
  });
  const { config } = await configIn(scene.managed);
  const file = fileURLToPath(config.plugin[0]);
  for (let at = file; at !== scene.managed; at = dirname(at))
    expect((await stat(at)).mode & 0o4, at).toBe(0o4);
  expect((await stat(join(scene.managed, "opencode.json"))).mode & 0o4).toBe(0o4);
});

test("an install of a user beside it adds no second copy of the plugin", async () => {
  const scene = await machine();
  await scene.install(asAdmin(scene));
  const { code, out } = await scene.install({ env: scene.env });
  expect([code, out.includes("already brings the plugin")]).toEqual([0, true]);
  expect(JSON.parse(await scene.read("opencode.json"))).not.toHaveProperty("plugin");
});

test("who may not write there is told so before anything is asked or written", async () => {
  const scene = await machine();
  await chmod(scene.managed, 0o555);
  const asRoot = process.getuid?.() === 0;
  const home = await mkdtemp(join(tmpdir(), "aegis-mortal-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  await chmod(home, 0o777);
  if (asRoot) await chmod(dirname(scene.dir), 0o755);
  const before = await treeOf(scene.managed, "managed");
  const run = (lang: string, name: string) =>
    execa(
      process.execPath,
      [join(ROOT, "bin/oh-my-qwencoder.js"), "--lang", lang, name, "--managed", "--yes"],
      {
        cwd: home,
        env: { ...scene.env, HOME: home, PATH: "/usr/bin:/bin" },
        ...{ extendEnv: false, reject: false, stdin: "ignore" },
        ...(asRoot ? { uid: 65_534 } : {}),
      },
    );
  for (const name of ["install", "uninstall"]) {
    const { exitCode, stderr, stdout } = await run("en", name);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("you may not write there. Nothing was written.");
    expect(stderr).toContain("sudo");
  }
  expect((await run("ko", "install")).stderr).toContain(
    "모든 사용자에게 적용되는 OpenCode 설정이 있고, 쓸 권한이 없습니다",
  );
  expect(await treeOf(scene.managed, "managed")).toEqual(before);
});

test("--dry-run shows an ordinary user what an administrator would write", async () => {
  const scene = await machine();
  const { exitCode, stdout } = await command(scene, ["install", "--managed", "--dry-run"], {
    OPENCODE_TEST_MANAGED_CONFIG_DIR: scene.managed,
    PATH: "/usr/bin:/bin",
  });
  expect([exitCode, stdout.includes("opencode.json")]).toEqual([0, true]);
});
