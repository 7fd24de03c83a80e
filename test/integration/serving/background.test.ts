import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import { bootId, processStat } from "../../../src/kit/process/process-stat.ts";
import { BIN, serveScene } from "../../support/serve-scene.ts";

const FOLDER = ".local/state/oh-my-qwencoder/vllm";
const BOOT = bootId();

describe("in the background", () => {
  test("what stops it before vLLM is asked is told too", async () => {
    const scene = await serveScene();
    const other = createServer((_, response) => void response.end("ok"));
    await new Promise<void>((resolve) => other.listen(scene.port, "127.0.0.1", resolve));
    onTestFinished(() => void other.close());
    const { exitCode, stdout } = await scene.command(["--detach"]);
    expect([exitCode, stdout.includes(`already answers on port ${scene.port}`)]).toEqual([4, true]);
  });

  test("a record that cannot be read is said to be so, and --stop ends its server", async () => {
    const scene = await serveScene();
    await scene.command(["--detach"]);
    const file = join(scene.home, FOLDER, `${scene.port}.json`);
    await writeFile(file, "{");
    const status = await scene.command(["--status"]);
    expect([status.exitCode, status.stdout.includes("cannot be read")]).toEqual([1, true]);
    expect((await scene.command(["--stop"])).exitCode).toBe(0);
    expect(await scene.alive()).toEqual([]);
  });

  test("--detach, --status with its load, a second start, --stop", async () => {
    const scene = await serveScene();
    const before = await scene.command(["--status"]);
    expect([before.exitCode, before.stdout]).toEqual([1, "start-vllm has started no server here."]);
    const started = await scene.command(["--detach"]);
    expect([started.exitCode, started.stdout.includes("goes on in the background")]).toEqual([
      0,
      true,
    ]);
    const status = await scene.command(["--status"]);
    expect(status.exitCode).toBe(0);
    expect(status.stdout).toMatch(new RegExp(`port ${scene.port}, process \\d+: ready`));
    expect(status.stdout).toContain("3 requests running, 1 waiting, 42 % of the cache in use");
    const machine = await scene.command(["--json", "--status"]);
    expect(JSON.parse(machine.stdout).servers).toEqual([
      expect.objectContaining({
        ...{ port: scene.port, state: "ready", healthy: true, replicas: 1 },
        load: { running: 3, waiting: 1, cacheUsage: 0.42 },
      }),
    ]);
    const again = await scene.command(["--detach"]);
    expect([again.exitCode, again.stderr.includes("serves port")]).toEqual([4, true]);
    expect((await scene.command(["--status"])).exitCode).toBe(0);
    const stopped = await scene.command(["--stop"]);
    expect([stopped.exitCode, await scene.alive()]).toEqual([0, []]);
    expect((await scene.command(["--status"])).exitCode).toBe(1);
  });

  test("a start that fails is told where it was asked for, with its log", async () => {
    const scene = await serveScene();
    const { exitCode, stdout } = await scene.command(["--detach"], { FAKE_VLLM: "out-of-memory" });
    expect([exitCode, stdout.includes("the GPU has too little free memory")]).toEqual([5, true]);
    expect(stdout).toContain("torch.OutOfMemoryError");
    expect(await scene.alive()).toEqual([]);
    const record = await readFile(join(scene.home, FOLDER, `${scene.port}.json`), "utf8");
    expect(JSON.parse(record)).toMatchObject({ state: "failed", sessions: [] });
  });

  test("what a killed one has left is seen as such, and --stop ends it", async () => {
    const scene = await serveScene();
    const { stdout } = await scene.command(["--json", "--detach"]);
    const { pid } = JSON.parse(stdout) as { pid: number };
    process.kill(pid, "SIGKILL");
    await expect.poll(async () => (await scene.alive()).includes(String(pid))).toBe(false);
    const status = await scene.command(["--status"]);
    expect([status.exitCode, status.stdout.includes(": killed")]).toEqual([1, true]);
    expect(await scene.alive()).not.toEqual([]);
    expect((await scene.command(["--stop"])).exitCode).toBe(0);
    expect(await scene.alive()).toEqual([]);
  });

  test.each([
    ["after a new start of the machine is another's", "an earlier one", 1, 1],
    ["in the same start is its own", BOOT, 0, 0],
  ])("what has the number of a killed one's session %s", async (_name, boot, exitCode, left) => {
    const scene = await serveScene();
    const session = spawn("bash", ["-c", "sleep 60 & echo"], { env: scene.env, detached: true });
    await once(session, "exit");
    await mkdir(join(scene.home, FOLDER), { recursive: true });
    const record = {
      ...{ pid: 1, boot, origin: "", url: "", hasKey: false, health: "", model: "" },
      ...{ servedName: "", replicas: 1, state: "ready", detail: "", since: "" },
      sessions: [{ pid: session.pid, started: "1" }],
    };
    await writeFile(join(scene.home, FOLDER, `${scene.port}.json`), JSON.stringify(record));
    // A program that is just being started has no environment to be known by.
    await expect.poll(() => scene.alive()).toHaveLength(1);
    expect((await scene.command(["--stop"])).exitCode).toBe(exitCode);
    expect(await scene.alive()).toHaveLength(left);
  });

  test("another user's process is named and stays, with its record; all others are stopped", async () => {
    const scene = await serveScene();
    const other = await othersProcess();
    await scene.command(["--detach"]);
    const leases = [1, 65_535].map((port) => join(scene.home, FOLDER, `${port}.lease`));
    for (const lease of leases) await writeFile(lease, JSON.stringify(other));
    const command = [process.execPath, BIN, "start-vllm", "--stop"];
    // Root may end everybody's processes, but for this right.
    const [file = "", ...args] = isRoot
      ? ["setpriv", "--bounding-set", "-kill", ...command]
      : command;
    const run = { env: scene.env, extendEnv: false, reject: false } as const;
    const { exitCode, stderr } = await execa(file, args, run);
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining(`Process ${other.pid} of start-vllm belongs to another user`),
    ]);
    for (const lease of leases) expect(JSON.parse(await readFile(lease, "utf8"))).toEqual(other);
    expect(await scene.alive()).toEqual([]);
  });
});

const isRoot = process.getuid?.() === 0;

/** A living process that is not ours, as it would name itself in a lease: the system's first where we are not root. */
async function othersProcess() {
  const child = isRoot ? spawn("sleep", ["60"], { uid: 65534, cwd: "/" }) : undefined;
  if (child) await once(child, "spawn");
  onTestFinished(() => void child?.kill("SIGKILL"));
  const pid = child?.pid ?? 1;
  return { pid, started: processStat(pid)?.started, boot: BOOT };
}
