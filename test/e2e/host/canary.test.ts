import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Canary, provePluginLoads } from "../../../src/host/canary.ts";
import { debugConfig } from "../../../src/host/debug-config.ts";
import type { OpenCode } from "../../../src/host/find.ts";
import { verifySetup } from "../../../src/setup/verify.ts";
import { journalFile } from "../../../src/swarm/adapters/journal-file.ts";
import { systemClock } from "../../../src/swarm/adapters/system-clock.ts";
import { filesBelow, fingerprint } from "../../support/fingerprint.ts";
import { type Installed, installed } from "../../support/installed.ts";
import { type Outside, recordOutside } from "../../support/outside.ts";
import { RUN_IN } from "../../support/run-samples.ts";

let folder: string;
let opencode: OpenCode;
let outside: Outside;
let machines = 0;
const temporary = process.env["TMPDIR"];

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-canaries-")));
  // Temporary folders of our own: other files of tests fly canaries at the same time.
  process.env["TMPDIR"] = join(folder, "temporary");
  await mkdir(process.env["TMPDIR"]);
  opencode = inject("opencode");
  outside = await recordOutside();
});

afterAll(async () => {
  // Other files run in this process after it.
  if (temporary === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = temporary;
  outside.close();
  await rm(folder, { recursive: true, force: true });
});

/** The model server and everything else outside is the recorder. */
async function machine(): Promise<Installed> {
  const { url } = outside;
  const proxies = { HTTP_PROXY: url, HTTPS_PROXY: url, npm_config_registry: url };
  const env = { ...proxies, NO_PROXY: "intranet" };
  return installed(join(folder, `machine-${++machines}`), { baseURL: `${url}/v1`, env });
}

/** With a limit that a busy machine keeps too. */
async function fly(place: Installed, timeoutMs = 480_000): Promise<Canary> {
  const { env, ground } = place;
  return provePluginLoads({
    opencode,
    project: ground.dir,
    env,
    home: env["HOME"] ?? "",
    timeoutMs,
  });
}

/** Everything that could have been left behind. */
async function traces({ ground, env }: Installed) {
  const git = join(ground.dir, ".git");
  return {
    project: await fingerprint(ground),
    exclude: await readFile(join(git, "info/exclude"), "utf8"),
    git: (await readdir(git)).sort(),
    aegis: existsSync(join(ground.dir, ".aegis")),
    home: await filesBelow(env["HOME"] ?? ""),
    temp: (await readdir(tmpdir())).filter((name) => name.startsWith("aegis-canary-")),
    asked: outside.asked.length,
  };
}

describe("the canary", () => {
  let place: Installed;
  beforeAll(async () => {
    place = await machine();
  });

  test("with the plugin: it is loaded, in this version, and nothing is left behind", async () => {
    const before = await traces(place);
    const canary = await fly(place);
    expect(canary).toMatchObject({
      loaded: true,
      version: JSON.parse(await readFile(join(inject("packed"), "package.json"), "utf8")).version,
      why: {
        en: expect.stringContaining("(NO_PROPOSAL)"),
        ko: expect.stringContaining("NO_PROPOSAL"),
      },
    });
    expect(canary.seconds).toBeGreaterThan(0);
    expect(await traces(place)).toEqual(before);
  });

  test("processes that OpenCode leaves behind end with it", async () => {
    const mark = `${folder}/left-behind`;
    const config = JSON.parse(await place.ground.read("opencode.json"));
    const server = join(process.cwd(), "test/support/mcp-server.mjs");
    // The sleeper's parent ends at once, so that no tree of processes leads to it.
    const script = `(sleep 600 &); exec node ${server} ${mark}`;
    config.mcp = {
      left: { type: "local", command: ["sh", "-c", script], environment: { MARK: mark } },
    };
    await place.ground.write("opencode.json", JSON.stringify(config));
    expect(await fly(place)).toMatchObject({ loaded: true });
    expect(await marked(mark)).toEqual([]);
    await place.ground.git("checkout", "opencode.json");
  });

  test.each([
    ["is gone", undefined],
    ["throws", `export default { id: "x", server: async () => { throw new Error("boom"); } };`],
  ])("the plugin's file %s: not loaded, and nobody is asked", async (_, text) => {
    const broken = await machine();
    if (text === undefined) await rm(broken.plugin);
    else await writeFile(broken.plugin, text);
    const before = await traces(broken);
    const canary = await fly(broken);
    expect(canary).toMatchObject({
      loaded: false,
      why: { en: expect.stringContaining("exit code 1") },
    });
    expect(canary).not.toHaveProperty("version");
    expect(await traces(broken)).toEqual(before);
  });

  test("another plugin opens the model, no gate stands before it: not loaded", async () => {
    const gateless = await machine();
    const opened = "async (config) => { config.enabled_providers = undefined; }";
    await writeFile(
      gateless.plugin,
      `export default { id: "x", server: async () => ({ config: ${opened} }) };`,
    );
    expect(await fly(gateless)).toMatchObject({
      loaded: false,
      why: { en: expect.stringContaining("runs without the plugin") },
    });
  });

  test("OpenCode takes too long: not loaded, and nothing is left behind", async () => {
    const before = await traces(place);
    const canary = await fly(place, 300);
    expect(canary).toMatchObject({ loaded: false, why: { en: expect.stringContaining("0.3 s") } });
    expect(await traces(place)).toEqual(before);
  });

  test("a run that was cut off is neither gone on with nor recovered", async () => {
    const open = await machine();
    const journal = journalFile(join(open.ground.dir, ".aegis/runs"), systemClock);
    await writeFile(join(open.ground.dir, ".git/info/exclude"), "/.aegis/\n");
    const { records, state } = RUN_IN.MONITORING();
    for (const record of records) await journal.append(state.runId ?? "", record);
    const before = await traces(open);
    expect(await fly(open)).toMatchObject({
      loaded: true,
      why: { en: expect.stringContaining("REPOSITORY_UNFIT") },
    });
    expect(await traces(open)).toEqual(before);
  });
});

describe("opencode debug config", () => {
  const read = ({ env, ground }: Installed) =>
    debugConfig({
      opencode,
      project: ground.dir,
      env,
      home: env["HOME"] ?? "",
      timeoutMs: 240_000,
    });

  test("is read with what plugins make of it, and leaves nothing behind", async () => {
    const place = await machine();
    const before = await traces(place);
    expect(await read(place)).toMatchObject({
      default_agent: "commander",
      enabled_providers: ["vllm"],
      share: "disabled",
    });
    expect(await traces(place)).toEqual(before);
  });

  test("a file that OpenCode refuses is named", async () => {
    const place = await machine();
    await place.ground.write("opencode.json", `{ "model": 7 }`);
    await expect(read(place)).rejects.toMatchObject({
      code: "CONFIG_REFUSED",
      message: expect.stringContaining("opencode.json"),
    });
  });
});

describe("the verification of an install", () => {
  const verify = ({ env, ground }: Installed, version: string) =>
    verifySetup({
      opencode,
      project: ground.dir,
      env,
      home: env["HOME"] ?? "",
      version,
      timeoutMs: 480_000,
    });

  test("gives the resolved configuration and the canary; another version is refused", async () => {
    const place = await machine();
    const { version } = JSON.parse(await readFile(join(inject("packed"), "package.json"), "utf8"));
    const { config, canary } = await verify(place, version);
    expect(config["default_agent"]).toBe("commander");
    expect(canary).toMatchObject({ loaded: true, version });
    await expect(verify(place, "9.9.9")).rejects.toMatchObject({ code: "PLUGIN_VERSION" });
  });

  test("a plugin that is not loaded is refused in the user's language", async () => {
    const place = await machine();
    await rm(place.plugin);
    await expect(verify(place, "3.2.0")).rejects.toMatchObject({
      code: "PLUGIN_NOT_LOADED",
      what: { ko: expect.stringContaining("플러그인이 로드되지") },
    });
  });
});

/** Command lines of processes with this mark in their environment. */
async function marked(mark: string): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      return text.includes(mark) ? readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => pid) : "";
    }),
  );
  return found.filter((line) => line !== "");
}
