import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { ModelServer } from "../../../src/scripted-model/server.ts";
import { closedNetwork, NO_CLOSED_NETWORK } from "../../support/closed-network.ts";
import type { ShownResult } from "../../support/doctor-scene.ts";
import { doctorModel } from "../../support/doctor-scene.ts";
import { type Ground, newGround } from "../../support/ground.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const why = NO_CLOSED_NETWORK ? ` (skipped: no network namespaces here: ${NO_CLOSED_NETWORK})` : "";
const MODEL_URL = "http://127.0.0.1:8001/v1";

describe.skipIf(NO_CLOSED_NETWORK)(`one file brought into a closed network${why}`, () => {
  let folder: string;
  let modules: string;
  let env: Record<string, string>;
  let ground: Ground;
  let model: ModelServer;
  let network: Awaited<ReturnType<typeof closedNetwork>>;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-closed-")));
    const prefix = join(folder, "prefix");
    modules = join(prefix, "lib/node_modules");
    // Node and the system's programs; nothing of this checkout, and no cache of npm.
    const system = (process.env["PATH"] ?? "").split(delimiter);
    env = {
      HOME: join(folder, "home"),
      PATH: [join(prefix, "bin"), ...system.filter((dir) => !dir.includes("node_modules"))].join(
        delimiter,
      ),
      LANG: "C.UTF-8",
      npm_config_prefix: prefix,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "User",
      GIT_AUTHOR_EMAIL: "user@localhost",
      GIT_COMMITTER_NAME: "User",
      GIT_COMMITTER_EMAIL: "user@localhost",
    };
    await mkdir(join(folder, "home"));
    ground = await newGround(join(folder, "project"), env);
    model = await doctorModel();
    network = await closedNetwork({ url: model.url, socket: join(folder, "model.socket") });
  });
  afterAll(async () => {
    await network.close();
    await model.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  const run = (...command: string[]) => network.run(command, ground.dir, env);

  test("nothing outside is reached from it", async () => {
    const reach = (url: string) =>
      run("node", "-e", `fetch("${url}").catch(() => process.exit(7))`);
    expect((await reach(`${MODEL_URL}/models`)).exitCode).toBe(0);
    expect((await reach(`${model.url}/models`)).exitCode).toBe(7);
    expect((await reach("https://registry.npmjs.org/")).exitCode).toBe(7);
  });

  test("npm installs the packed file, and needs nothing else", async () => {
    expect(await readdir(env["HOME"] ?? "")).toEqual([]);
    const { exitCode, all, stdout, stderr } = await run(
      ...["npm", "install", "-g", "--no-audit", "--no-fund", inject("tarball")],
    );
    expect(exitCode, stderr).toBe(0);
    expect(stdout, all).toContain("added 1 package");
    expect(await readdir(modules)).toEqual(["oh-my-qwencoder"]);
  });

  test("without OpenCode the command names what to bring", async () => {
    const { exitCode, stderr } = await run("oh-my-qwencoder", "rehearse");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("npm install -g opencode-ai@");
  });

  test("with OpenCode beside it, install writes and OpenCode confirms it", async () => {
    await bringOpenCode(modules);
    const { exitCode, stdout, stderr } = await run(
      ...["oh-my-qwencoder", "--json", "install", "--yes", "--base-url", MODEL_URL],
    );
    expect(exitCode, stdout + stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, written: true, verified: true });
  });

  test("doctor finds nothing to mend", async () => {
    const { exitCode, stdout, stderr } = await run("oh-my-qwencoder", "--json", "doctor");
    const { results } = JSON.parse(stdout) as { results: ShownResult[] };
    expect(results.filter((one) => one.status === "error")).toEqual([]);
    expect(exitCode, stdout + stderr).toBe(0);
    const versions = results.find(({ id }) => id === "opencode.version");
    expect(versions?.what.en).toContain(folder);
  });

  // `rehearse.test.ts` plays the same rehearsal each time, with a network.
  test.skipIf(!IS_WHOLE)("a whole rehearsal ends with its commit", async () => {
    const { exitCode, stdout, stderr } = await run("oh-my-qwencoder", "--json", "rehearse");
    expect(exitCode, stdout + stderr).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ ok: true, problems: [], phase: "DONE" });
    expect(result.tree).toMatch(/^[0-9a-f]{40}$/);
  });
});

/** OpenCode's package and its package for this platform, as npm lays them out. */
async function bringOpenCode(modules: string): Promise<void> {
  const names = await readdir("node_modules");
  const platform = new RegExp(`^opencode-(ai|${process.platform}-${process.arch}.*)$`);
  for (const name of names.filter((one) => platform.test(one)))
    await cp(resolve("node_modules", name), join(modules, name), { recursive: true });
  await symlink(join(modules, "opencode-ai/bin/opencode.exe"), join(modules, "../../bin/opencode"));
}
