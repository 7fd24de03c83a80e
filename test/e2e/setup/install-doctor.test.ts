import { mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ModelServer } from "../../../src/scripted-model/server.ts";
import { doctorModel, type ShownResult } from "../../support/doctor-scene.ts";
import { filesBelow, fingerprint } from "../../support/fingerprint.ts";
import { type Ground, newGround } from "../../support/ground.ts";
import { usersMachine } from "../../support/users-machine.ts";
import { versionAtOnce } from "../../support/version-at-once.ts";

const BIN = join(import.meta.dirname, "../../../bin/oh-my-qwencoder.js");
const MINE = '{\n  // mine\n  "theme": "nord",\n}\n';

let folder: string;
let env: Record<string, string>;
let ground: Ground;
let model: ModelServer;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-user-")));
  env = await usersMachine(folder);
  ground = await newGround(join(folder, "project"), env, { "opencode.json": MINE });
  await ground.git("config", "--global", "user.name", "User");
  await ground.git("config", "--global", "user.email", "user@localhost");
  model = await doctorModel();
});
afterAll(async () => {
  await model.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

const command = (args: readonly string[], cwd = ground.dir, more: Record<string, string> = {}) =>
  execa(process.execPath, [BIN, ...args], {
    cwd,
    env: { ...env, ...more },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
async function doctor(...args: string[]) {
  return doctorIn({}, ...args);
}

async function doctorIn(more: Record<string, string>, ...args: string[]) {
  const { exitCode, stdout } = await command(["--json", "doctor", ...args], ground.dir, more);
  const { results } = JSON.parse(stdout) as { results: ShownResult[] };
  const of = (status: string) => results.filter((one) => one.status === status).map(({ id }) => id);
  return { exitCode, results, errors: of("error"), warnings: of("warning"), oks: of("ok") };
}

describe("a user who installs, looks, works on and uninstalls", () => {
  let before: Awaited<ReturnType<typeof fingerprint>>;
  let homeBefore: Record<string, string>;

  test("before the install doctor says that nothing is set up, with one fix", async () => {
    const { exitCode, results } = await doctor("plugin", "config");
    expect(exitCode).toBe(1);
    const missing = results.filter(({ status }) => status === "error");
    expect(missing.map(({ id }) => id)).toEqual(["config.model", "plugin.registered"]);
    for (const { fix } of missing) expect(fix).toBe("oh-my-qwencoder install");
    expect(results.find(({ id }) => id === "plugin.loaded")?.status).toBe("skipped");
  });

  test("install --yes asks the real OpenCode and is kept", async () => {
    before = await fingerprint(ground);
    homeBefore = await filesBelow(env["HOME"] ?? "");
    const { exitCode, stdout } = await command([
      ...["--json", "install", "--yes", "--base-url", model.url],
    ]);
    expect(exitCode, stdout).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, written: true, verified: true });
    expect(await ground.read("opencode.json")).toContain("// mine");
    expect(await ground.git("status", "--porcelain", "-uall")).toBe(
      [
        " M opencode.json",
        "?? .opencode/aegis.jsonc",
        ...["commander", "librarian", "scout", "worker"].map(
          (agent) => `?? .opencode/agents/${agent}.md`,
        ),
      ].join("\n"),
    );
  });

  test("then doctor finds nothing to mend, here and at the model server", async () => {
    const { exitCode, errors, oks } = await doctor();
    expect(errors).toEqual([]);
    expect(exitCode).toBe(0);
    for (const id of ["plugin.registered", "plugin.loaded", "agents.rights", "egress.switches"])
      expect(oks).toContain(id);
    for (const id of [
      "server.model",
      "server.tools.required",
      "server.tools.auto",
      "server.parallel",
    ])
      expect(oks).toContain(id);
  });

  test("out of time it says so with exit code 2 and no cause; its fix, done, shows the truth", async () => {
    const short = await doctorIn(
      await versionAtOnce(join(folder, "bin"), env["PATH"]),
      "plugin",
      "--timeout",
      "1",
    );
    expect([short.exitCode, short.errors]).toEqual([2, []]);
    const late = short.results.filter(({ status }) => status === "unknown");
    expect(late.map(({ id }) => id)).toContain("plugin.loaded");
    for (const { why, what } of late)
      expect(`${what.en} ${why?.en}`).not.toMatch(/network|may be|probably/i);
    const words = (late[0]?.fix ?? "").split(" ");
    expect(words[0]).toBe("oh-my-qwencoder");
    const { exitCode, errors } = await doctor(...words.slice(2));
    expect([exitCode, errors]).toEqual([0, []]);
  });

  test("an install that is out of time takes all back and ends with 2", async () => {
    const other = await newGround(join(folder, "slow"), env, { "README.md": "# slow\n" });
    const before = await fingerprint(other);
    const flags = ["--yes", "--base-url", model.url, "--timeout", "1"];
    const { exitCode, stdout } = await command(
      ["--json", "install", ...flags],
      other.dir,
      await versionAtOnce(join(folder, "bin"), env["PATH"]),
    );
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([
      2,
      {
        ok: false,
        rolledBack: true,
        error: { code: "HOST_RUN_TIMEOUT", hint: expect.stringContaining("--timeout") },
      },
    ]);
    expect(await fingerprint(other)).toEqual(before);
  });

  test("its lines are plain without a terminal, and in Korean when asked", async () => {
    const { stdout } = await command(["--lang", "ko", "doctor", "git", "egress"]);
    expect(stdout).toMatch(/^✓ git\.repository /);
    expect(stdout).toContain("모두 꺼져 있음");
    expect(stdout).not.toContain("\u001b");
  });

  test("doctor that is interrupted takes its OpenCode and all it has made with it", async () => {
    const temporary = join(folder, "tmp");
    await mkdir(temporary);
    const homeNow = await filesBelow(env["HOME"] ?? "");
    const doctor = execa(process.execPath, [BIN, "doctor"], {
      ...{ cwd: ground.dir, env: { ...env, TMPDIR: temporary }, extendEnv: false },
      ...{ reject: false, stdin: "ignore" },
    });
    const canary = ["-P", String(doctor.pid), "-f", "run --agent commander Canary"];
    const running = async () => (await execa("pgrep", canary, { reject: false })).stdout;
    await expect.poll(running, { timeout: 120_000 }).not.toBe("");
    doctor.kill("SIGINT");
    expect((await doctor).exitCode).toBe(130);
    expect(await readdir(temporary)).toEqual([]);
    expect(await filesBelow(env["HOME"] ?? "")).toEqual(homeNow);
  });

  test("a plugin that cannot load is found, also where the files look right", async () => {
    const cached = join(env["HOME"] ?? "", ".cache/opencode/packages");
    const [file = ""] = Object.keys(await filesBelow(cached)).filter((path) =>
      path.endsWith("dist/plugin.js"),
    );
    const { stdout } = await execa("cp", [join(cached, file), join(folder, "plugin.js")]);
    expect(stdout).toBe("");
    await rm(join(cached, file));
    const { exitCode, errors, warnings } = await doctor("plugin", "egress");
    expect(errors).toContain("plugin.loaded");
    expect(warnings).toEqual(["egress.start"]);
    expect(exitCode).toBe(1);
    await execa("cp", [join(folder, "plugin.js"), join(cached, file)]);
    expect((await doctor("plugin.loaded")).errors).toEqual([]);
  });

  test("what a clone or an ended run left is found, each with its fix, and --fix takes the worktree away", async () => {
    const worktree = join(ground.dir, ".aegis/worktrees/w01");
    await ground.write(".opencode/plugin/stranger.js", "export default async () => ({});\n");
    await ground.git("worktree", "add", "-q", "--detach", worktree);
    const left = execa("sleep", ["3600"], { cwd: worktree, reject: false });
    const { results } = await doctor("egress", "state");
    const found = results.filter(({ status }) => status !== "ok");
    expect(found.map(({ id, status }) => `${id} ${status}`)).toEqual([
      // Until the user approves the new file, the project's configuration does not count.
      ...["enabled_providers", "share", "webfetch", "websearch"].map(
        (field) => `egress.${field} warning`,
      ),
      "egress.plugins warning",
      "state.worktrees warning",
      "state.processes warning",
    ]);
    const of = (wanted: string) => found.find(({ id }) => id === wanted);
    expect(of("egress.plugins")?.what.en).toContain("stranger.js");
    expect(of("state.processes")?.fix).toBe(`kill ${left.pid}`);
    left.kill("SIGKILL");
    await left;
    await rm(join(ground.dir, ".opencode/plugin"), { recursive: true });
    const mended = await doctor("--fix", "egress", "state");
    expect([mended.exitCode, mended.warnings]).toEqual([0, []]);
    expect((await ground.git("worktree", "list")).split("\n")).toHaveLength(1);
  });

  test("a server that went down is the one thing to mend, and the rest of it is not passed", async () => {
    await model.stop();
    const { exitCode, errors, oks } = await doctor("server");
    expect(errors).toEqual(["server.reachable"]);
    expect(oks).toEqual([]);
    expect(exitCode).toBe(1);
  });

  test("an unknown check is a usage error that names the groups", async () => {
    const { exitCode, stderr } = await command(["doctor", "nonsense"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("plugin");
  });

  test("uninstall --yes leaves the project and the home as they were", async () => {
    const { exitCode } = await command(["uninstall", "--yes"]);
    expect(exitCode).toBe(0);
    expect(await fingerprint(ground)).toEqual(before);
    expect(await filesBelow(env["HOME"] ?? "")).toEqual(homeBefore);
  });
});

test("outside a repository doctor says so, and still looks at the rest", async () => {
  const outside = join(folder, "outside");
  await mkdir(outside);
  const { stdout, exitCode } = await command(["--json", "doctor", "git", "runtime"], outside);
  const { results } = JSON.parse(stdout) as { results: ShownResult[] };
  expect(results).toMatchObject([
    { id: "runtime.node", status: "ok" },
    { id: "git.repository", status: "error", fix: expect.stringContaining("git init") },
  ]);
  expect(exitCode).toBe(1);
});
