import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { ModelServer } from "../../../src/scripted-model/server.ts";
import { doctorModel, type ShownResult } from "../../support/doctor-scene.ts";
import { fingerprint } from "../../support/fingerprint.ts";
import { type Ground, newGround } from "../../support/ground.ts";
import { throttled } from "../../support/throttled.ts";
import { usersMachine } from "../../support/users-machine.ts";
import { IS_WHOLE } from "../../support/whole.ts";

let folder: string;
let env: Record<string, string>;
let ground: Ground;
let model: ModelServer;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-throttled-")));
  env = await usersMachine(folder);
  ground = await newGround(join(folder, "project"), env, { "README.md": "# slow\n" });
  await ground.git("config", "--global", "user.name", "User");
  await ground.git("config", "--global", "user.email", "user@localhost");
  model = await doctorModel();
});
afterAll(async () => {
  await model.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

const cli = (...args: string[]): [string, ...string[]] => [
  process.execPath,
  join(inject("packed"), "bin/oh-my-qwencoder.js"),
  "--json",
  ...args,
];
const here = () => ({ cwd: ground.dir, env });

interface Seen {
  exitCode: number | undefined;
  results: ShownResult[];
}
const read = (exitCode: number | undefined, stdout: string): Seen => ({
  exitCode,
  results: (JSON.parse(stdout) as { results: ShownResult[] }).results,
});

async function quick(...args: string[]): Promise<Seen> {
  const [file, ...rest] = cli("doctor", ...args);
  const { exitCode, stdout } = await execa(file, rest, {
    ...{ ...here(), extendEnv: false, reject: false, stdin: "ignore" },
  });
  return read(exitCode, stdout);
}

async function slow(...args: string[]): Promise<Seen> {
  const { exitCode, stdout, stderr, stops } = await throttled(cli("doctor", ...args), here());
  expect(stops, "the control: it was stopped").toBeGreaterThan(2);
  expect(stdout, stderr).not.toBe("");
  return read(exitCode, stdout);
}

/** What is found, without the figures, which differ from one look to the next. */
const told = ({ id, status, what }: ShownResult) =>
  `${id} ${status} ${what.en.replaceAll(/\d+(\.\d+)?/g, "#")}`;

/** The groups with a check that could not look; every other finding is the one of a quick machine. */
function expectTrue(found: Seen, truth: Seen): string[] {
  const known = new Map(truth.results.map((result) => [result.id, told(result)]));
  const unseen = found.results.filter(({ status }) => status === "unknown");
  for (const { what, why, fix } of unseen) {
    expect(`${what.en} ${why?.en ?? ""}`).not.toMatch(/network|may be|probably|dead|hang/i);
    expect(fix).toMatch(/^oh-my-qwencoder doctor \w+ --timeout \d+$/);
  }
  const lost = unseen.length > 0;
  for (const result of found.results) {
    if (result.status === "unknown" || (lost && result.status === "skipped")) continue;
    expect(told(result)).toBe(known.get(result.id));
  }
  expect(found.exitCode).toBe(lost ? 2 : truth.exitCode);
  return [...new Set(unseen.flatMap(({ fix }) => fix ?? []))];
}

test("doctor on a twentieth of a core finds what it finds on a whole one", async () => {
  const groups = ["runtime", "git", "sandbox", "config", "state"];
  expect(expectTrue(await slow(...groups), await quick(...groups))).toEqual([]);
});

/** A fifth of each second: the starts of OpenCode that install and doctor make still take minutes. */
const SLOW = { runMs: 200, stopMs: 800 };

describe.runIf(IS_WHOLE)("on a slow core, with OpenCode", () => {
  const flags = () => ["install", "--yes", "--base-url", model.url];

  test("install that is out of time blames nothing, names its limit and leaves nothing", async () => {
    const before = await fingerprint(ground);
    const { exitCode, stdout } = await throttled(cli(...flags(), "--timeout", "5"), here());
    const { ok, error } = JSON.parse(stdout);
    expect([exitCode, ok, error.code]).toEqual([2, false, "HOST_RUN_TIMEOUT"]);
    expect(error.message).toMatch(/\b5(000 ms| s)\b/);
    expect(error.hint).toContain("--timeout");
    expect(await fingerprint(ground)).toEqual(before);
  });

  test("install succeeds and the whole doctor finds what it finds on a whole core", async () => {
    const installed = await throttled(cli(...flags()), here(), SLOW);
    expect([installed.exitCode, JSON.parse(installed.stdout).ok]).toEqual([0, true]);
    const { exitCode, stdout, stops } = await throttled(cli("doctor"), here(), SLOW);
    expect(stops).toBeGreaterThan(20);
    expect(expectTrue(read(exitCode, stdout), await quick())).toEqual([]);
  });
});
