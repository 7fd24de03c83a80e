import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { build } from "tsdown";
import { beforeAll, describe, expect, test } from "vitest";
import { ends, SCENES, type SceneName } from "../../support/process-scenes.ts";

/** OpenCode's own Bun, in which the plugin lives. */
const BUN = new URL("../../../node_modules/opencode-ai/bin/opencode.exe", import.meta.url).pathname;

let player: string;

beforeAll(async () => {
  const outDir = await mkdtemp(join(tmpdir(), "aegis-player-"));
  const entry = "test/support/process-player.ts";
  await build({
    entry: [entry],
    outDir,
    config: false,
    logLevel: "silent",
    dts: false,
    deps: { alwaysBundle: [/.*/] },
  });
  player = join(outDir, "process-player.mjs");
  return () => rm(outDir, { recursive: true, force: true });
});

function start(program: string, ...args: string[]) {
  const env = { BUN_BE_BUN: "1" };
  return execa(program, [player, ...args], { env, timeout: 300_000, reject: false });
}

const RUNTIMES: [string, (name: SceneName) => Promise<unknown>][] = [
  ["Node", async (name) => JSON.parse(JSON.stringify(await SCENES[name]()))],
  ["OpenCode's Bun", async (name) => JSON.parse((await start(BUN, name)).stdout)],
];

describe.each(RUNTIMES)("run in %s", (_runtime, play) => {
  test("gives the exit code and both streams", async () => {
    expect(await play("answer")).toEqual({
      code: 7,
      signal: null,
      ended: "itself",
      stdout: "out\n",
      stderr: "err\n",
      cut: false,
    });
  });

  test("passes bytes that are no UTF-8 both ways, and input that nobody reads", async () => {
    const back = [0, 255, 254, 10, 128, 237, 160, 128, 65];
    expect(await play("bytes")).toEqual({ back, unread: 3, none: 0 });
  });

  test("gives the environment as told and nothing of ours", async () => {
    expect(await play("environment")).toEqual(["ONE=1"]);
  });

  test("tells the signal that ended a program; a broken pipe ends one silently", async () => {
    expect(await play("signalled")).toEqual({
      code: null,
      signal: "SIGTERM",
      ended: "itself",
      pipe: "y\n141\n",
      silent: "",
    });
  });

  test("ends a program at its time limit and keeps what it printed", async () => {
    const limit = { code: null, ended: "limit", stdout: "begun\n", early: true };
    expect(await play("limit")).toEqual(limit);
  });

  test("lets a program end within the grace, and kills one that ignores SIGTERM after it", async () => {
    expect(await play("grace")).toEqual({
      obeyed: expect.objectContaining({ code: 4, ended: "abort", stdout: "ready\nbye\n" }),
      ignored: { code: null, signal: "SIGKILL", ended: "abort", stdout: "ready\n", waited: true },
    });
  });

  test("starts nothing if the signal is aborted before", async () => {
    expect(await play("abortedBefore")).toEqual({ code: null, ended: "abort", started: false });
  });

  test("keeps the tail of output beyond the limit, and passes all of it on", async () => {
    expect(await play("tail")).toEqual({
      code: 0,
      cut: true,
      kept: 1_000,
      end: "THE-END\n",
      heard: 5_000_008,
      none: [0, true],
      exact: ["12345", false],
    });
  });

  test("names a program that is missing or cannot be started", async () => {
    expect(await play("missing")).toEqual([
      "AegisError PROGRAM_MISSING",
      "AegisError PROGRAM_MISSING",
      "AegisError PROGRAM_NOT_STARTED",
      "AegisError PROGRAM_NOT_STARTED",
    ]);
  });

  test("waits for no grandchild that holds the pipe; a group's is killed, any other stays", async () => {
    expect(await play("group")).toEqual({ ended: "itself", gone: true, early: true, alone: true });
  });

  test("kills a whole group at its limit", async () => {
    expect(await play("groupAtItsLimit")).toEqual({ ended: "limit", gone: true });
  });

  test("has what a child of the program's passes on right after its end, also in a busy process", async () => {
    expect(await play("passedOn")).toEqual({ code: 0, stdout: "through\n" });
    expect(await play("passedOnWhileBusy")).toBe("through\n");
  });
});

describe.each(RUNTIMES)("serve in %s", (_runtime, play) => {
  test("passes lines on and stops all of its session", async () => {
    expect(await play("served")).toEqual({
      first: "한글",
      left: [],
      exit: { code: null, signal: "SIGTERM" },
      child: true,
      again: [],
    });
  });

  test("kills a program that ignores SIGTERM after the grace", async () => {
    expect(await play("stubborn")).toEqual({ code: null, signal: "SIGKILL" });
  });

  test("tells of a program that cannot be started", async () => {
    expect(await play("notServed")).toEqual({
      code: 127,
      error: "PROGRAM_MISSING",
      said: true,
      left: [],
    });
  });

  test("starts in the background with a session of its own and its output in a file", async () => {
    expect(await play("background")).toEqual({
      ownSession: true,
      log: "out\nerr\n",
      signal: "SIGTERM",
    });
  });
});

describe.each([
  ["Node", process.execPath],
  ["OpenCode's Bun", BUN],
])("a program that ends with us, in %s", (_runtime, program) => {
  test.each([
    ["alone", "a signal"],
    ["alone", "an exit"],
    ["group", "a signal"],
    ["group", "an exit"],
  ])("%s, by %s", async (group, end) => {
    const us = start(program, "hold", group);
    const pid = Number(await once(us.stdout, "data"));
    if (end === "a signal") us.kill("SIGTERM");
    else us.stdin.write("end");
    const { exitCode, signal } = await us;
    expect({ exitCode, signal }).toEqual(
      end === "a signal"
        ? { exitCode: undefined, signal: "SIGTERM" }
        : { exitCode: 0, signal: undefined },
    );
    expect(await ends(pid)).toBe(true);
  });
});
