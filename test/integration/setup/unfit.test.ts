import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { findOpenCode } from "../../../src/host/find.ts";
import { command } from "../../support/setup-command.ts";
import { setupScene } from "../../support/setup-scene.ts";

test.each([
  [["--json", "install", "--unknown"], "USAGE"],
  [["install", "--json", "--global", "--managed"], "USAGE"],
  [["doctor", "--json", "--cwd", "/nowhere/at/all"], "NO_FOLDER"],
  [["doctor", "--json", "nonsense"], "NO_SUCH_CHECK"],
  [["install", "--json", "--cwd", "/nowhere/at/all"], ""],
])("%j answers a machine with one document", async (args, code) => {
  const scene = await setupScene("no-config");
  const { exitCode, stdout } = await command(scene, args);
  expect(exitCode).toBe(2);
  const said = JSON.parse(stdout) as { ok: boolean; error: Record<string, string> };
  expect(said.ok).toBe(false);
  expect(said.error["code"]).toContain(code);
  expect(said.error["message"]).not.toBe("");
  expect(said.error["hint"]).not.toBe("");
});

test.each([["opencode.json"], [".opencode/agents/commander.md"], [".opencode/aegis.jsonc"]])(
  "a folder where %s has to be is named, without a stack",
  async (path) => {
    const scene = await setupScene("no-config");
    await mkdir(join(scene.dir, path), { recursive: true });
    const { exitCode, stdout, stderr } = await command(scene, ["install", "--yes"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(path);
    expect(stderr).toContain("→");
    expect(`${stdout}${stderr}`).not.toMatch(/^\s+at /m);
  },
);

test.each<[string, string, string, RegExp, number]>([
  // Slow or hung: out of time nobody can tell.
  ["prints nothing and never ends", "sleep 3600", "HOST_RUN_TIMEOUT", /did not end/, 1_000],
  ["fails", "echo no dream >&2; exit 3", "OPENCODE_BROKEN", /ended with 3: no dream/, 60_000],
])(
  "an opencode on PATH that %s is told from none, and ended",
  async (_, line, code, reason, limitMs) => {
    const folder = await mkdtemp(join(tmpdir(), "aegis-path-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, "opencode"), `#!/bin/sh\necho $$ > ${folder}/pid\n${line}\n`);
    await chmod(join(folder, "opencode"), 0o755);
    const searchPath = `${folder}:/usr/bin:/bin`;
    const found = findOpenCode({ searchPath, limitMs });
    await expect(found).rejects.toMatchObject({ code });
    await expect(found).rejects.toThrow(reason);
    const group = (await readFile(join(folder, "pid"), "utf8")).trim();
    // Killed, and perhaps not reaped yet.
    const alive = await execa("pgrep", ["--runstates", "RSDT", "-g", group], { reject: false });
    expect(alive.stdout).toBe("");
  },
);
