import { chmod, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { AegisError } from "../../../src/kit/errors.ts";
import { alike } from "../../../src/kit/sentence.ts";
import { LATE, seedsFor } from "../../support/seeds-scene.ts";
import { documentOf, setupScene } from "../../support/setup-scene.ts";
import type { TempRepo } from "../../support/temp-repo.ts";

test("seeds are written with mode and time, kept out of git, and taken back", async () => {
  const scene = await setupScene("no-config");
  await scene.git("add", "--all");
  await scene.git("commit", "--quiet", "--message=config");
  const before = await scene.everything();
  await scene.install({}, seedsFor(scene));
  expect(await scene.status()).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/node_modules|\.npmrc|\.aegis/)]),
  );
  expect(await scene.status()).toContain("?? .opencode/aegis.jsonc");
  const home = scene.env["HOME"] ?? "";
  expect((await stat(join(home, ".cache/rg"))).mode & 0o777).toBe(0o755);
  expect((await stat(join(home, ".cache/models.json"))).mtimeMs).toBe(LATE);
  expect((await stat(join(scene.dir, ".opencode/node_modules"))).isDirectory()).toBe(true);
  await scene.uninstall();
  expect(await scene.everything()).toEqual(before);
});

test("a seed that was changed since stays and is named", async () => {
  const scene = await setupScene("no-config");
  await scene.install({}, seedsFor(scene));
  await scene.write(".opencode/node_modules/x/package.json", "{}");
  await scene.write(".opencode/.npmrc", "offline=true\nmine=1\n");
  const said = await scene.uninstall({ json: true });
  expect(documentOf(said).left).toEqual([
    { path: join(scene.dir, ".opencode/node_modules"), why: "not-empty" },
    { path: join(scene.dir, ".opencode/.npmrc"), why: "edited" },
  ]);
});

test("when the check fails all is as before, at home too, and the reason is shown", async () => {
  const scene = await setupScene("line-comments");
  const before = await scene.everything();
  const refused = new AegisError(
    "VERIFY_FAILED",
    alike("opencode debug config ended with 1"),
    alike("Look at it."),
  );
  let seen = "";
  const said = await scene.install(
    {},
    {
      ...seedsFor(scene),
      verify: async ({ place }) => {
        seen = await readFile(join(place.top, "opencode.json"), "utf8");
        throw refused;
      },
    },
  );
  expect(seen).toContain("oh-my-qwencoder@3.2.0");
  expect(said.code).toBe(1);
  expect(said.out).toContain("Failed; everything is as it was before.");
  expect(said.error).toContain("opencode debug config ended with 1");
  expect(await scene.everything()).toEqual(before);
});

test("a failed second install leaves the first", async () => {
  const scene = await setupScene("line-comments");
  await scene.install({}, seedsFor(scene));
  const before = await scene.everything();
  const said = await scene.install(
    { model: "another" },
    {
      ...seedsFor(scene, "newer"),
      verify: () => Promise.reject(new AegisError("X", alike("no"), alike("-"))),
    },
  );
  expect(said.code).toBe(1);
  expect(await scene.everything()).toEqual(before);
});

test("with a check the result says that it was made, without one that it was not", async () => {
  const scene = await setupScene("no-config");
  const unchecked = await scene.install({ json: true });
  expect(documentOf(unchecked).verified).toBe(false);
  await scene.uninstall();
  const checked = await scene.install({ json: true }, { verify: async () => undefined });
  expect(documentOf(checked).verified).toBe(true);
});

test("a file that is changed while the check runs is no reason to lose it at the roll-back", async () => {
  const scene = await setupScene("line-comments");
  const said = await scene.install(
    {},
    {
      verify: async ({ place }) => {
        await scene.write("opencode.json", "{ /* mine */ }\n");
        throw new AegisError("VERIFY_FAILED", alike(place.top), alike("-"));
      },
    },
  );
  expect(said.code).toBe(1);
  expect(await scene.read("opencode.json")).toBe("{ /* mine */ }\n");
});

test.skipIf(process.getuid?.() === 0)(
  "a folder that cannot be written is reported and changes nothing",
  async () => {
    const scene = await setupScene("no-config");
    await scene.write(".opencode/keep.md", "x");
    await chmod(join(scene.dir, ".opencode"), 0o555);
    const before = await scene.everything();
    const said = await scene.install();
    expect(said.code).toBe(1);
    expect(said.error).toContain(".opencode");
    expect(await scene.everything()).toEqual(before);
    await chmod(join(scene.dir, ".opencode"), 0o755);
  },
);

test("a file where a folder has to be is named, and nothing is written", async () => {
  const scene = await setupScene("no-config");
  await scene.write(".opencode/agents", "a file\n");
  const before = await scene.everything();
  const said = await scene.install({}, seedsFor(scene));
  expect(said.code).toBe(2);
  expect(said.error).toContain(".opencode/agents");
  expect(await scene.everything()).toEqual(before);
});

test("two installs at once: the second is told of the first", async () => {
  const scene = await setupScene("no-config");
  let second = { code: 0, error: "" };
  await scene.install(
    {},
    {
      verify: async () => {
        const { stdout, exitCode } = await fromOutside(scene, "uninstall");
        second = { code: exitCode ?? 0, error: stdout };
      },
    },
  );
  expect(second.code).toBe(2);
  expect(second.error).toContain("SETUP_RUNNING");
});

test("Ctrl-C while it writes or checks: all is as before, 130", async () => {
  const scene = await setupScene("line-comments");
  const before = await scene.everything();
  const { exitCode } = await fromOutside(scene, "install", { AEGIS_TEST_INTERRUPT: "1" });
  expect(exitCode).toBe(130);
  expect(await scene.everything()).toEqual(before);
});

function fromOutside(scene: TempRepo, command: string, env: Record<string, string> = {}) {
  const cli = join(import.meta.dirname, "../../support/seeded-cli.mjs");
  return execa("node", [cli, command], {
    cwd: scene.dir,
    env: { ...scene.env, ...env },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
}
