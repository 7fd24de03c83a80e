import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { build } from "tsdown";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";

const PROCESSES = 8;
const ROUNDS = 150;
const DEAD = JSON.stringify({ pid: 1, started: "1", boot: "an earlier one" });

let program: string;

beforeAll(async () => {
  const outDir = await mkdtemp(join(tmpdir(), "aegis-claimer-"));
  const entry = "test/support/lease-claimer.ts";
  await build({
    entry: [entry],
    outDir,
    config: false,
    logLevel: "silent",
    dts: false,
    deps: { alwaysBundle: [/.*/] },
  });
  program = join(outDir, "lease-claimer.mjs");
  return () => rm(outDir, { recursive: true, force: true });
});

/** A process that claims the lease it is told of. */
function claimer() {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(process.execPath, [program], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(async () => {
    child.stdin.end();
    if (child.exitCode === null) await once(child, "exit");
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (file: string): Promise<string> => {
    child.stdin.write(`${file}\n`);
    return (await answers.next()).value;
  };
}

describe("of processes that claim at the same time one takes the lease", () => {
  test.each([
    ["that nobody has", undefined],
    ["of a process that has ended", DEAD],
    ["that was cut off while it was written", '{"pid": 1'],
  ])("%s", async (_name, content) => {
    const folder = await mkdtemp(join(tmpdir(), "aegis-lease-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const claimers = Array.from({ length: PROCESSES }, claimer);
    for (let round = 0; round < ROUNDS; round++) {
      const file = join(folder, String(round), "lease.json");
      await mkdir(join(folder, String(round)));
      if (content !== undefined) await writeFile(file, content);
      const outcomes = await Promise.all(claimers.map((claim) => claim(file)));
      expect(outcomes.filter((outcome) => outcome === "taken")).toEqual(["taken"]);
      expect(await readdir(join(folder, String(round)))).toEqual(["lease.json"]);
    }
  });
});
