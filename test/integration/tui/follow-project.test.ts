import {
  appendFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { statePaths } from "../../../src/kit/state-paths.ts";
import { writeLine } from "../../../src/swarm/adapters/journal-line.ts";
import type { RunEvent, RunRecord } from "../../../src/swarm/core/run/events.ts";
import { followProject } from "../../../src/tui/adapters/follow-project.ts";
import { journalTail } from "../../../src/tui/adapters/journal-tail.ts";
import { projectTop } from "../../../src/tui/adapters/project-top.ts";
import { dispatched } from "../../support/run-builder.ts";
import { leaseOf } from "../../support/runs-scene.ts";

const FIRST = "20260101T000000000-aaaaaa";
const SECOND = "20260101T000000001-bbbbbb";

interface Place {
  top: string;
  file: (id: string) => string;
  /** Writes records behind those that are there; returns the text of the last line. */
  write: (id: string, records: readonly RunRecord[]) => Promise<string>;
}

async function place(): Promise<Place> {
  const top = await mkdtemp(join(tmpdir(), "aegis-tui-"));
  onTestFinished(() => rm(top, { recursive: true, force: true }));
  const file = (id: string) => join(statePaths(top).runs, `${id}.jsonl`);
  const sums = new Map<string, string>();
  return {
    top,
    file,
    async write(id, records) {
      await mkdir(dirname(file(id)), { recursive: true });
      let last = "";
      for (const record of records) {
        const { line, sum } = writeLine(record, sums.get(id) ?? "");
        sums.set(id, sum);
        await appendFile(file(id), line);
        last = line;
      }
      return last;
    },
  };
}

/** A run of one Worker whose journal has this id and order. */
function recordsOf(id: string, order: number): RunRecord[] {
  return dispatched("a")
    .start("a")
    .records.map((record) =>
      record.event.type === "RUN_STARTED"
        ? { ...record, event: { ...record.event, runId: id, order } }
        : record,
    );
}

function next(records: readonly RunRecord[], event: RunEvent): RunRecord {
  return { seq: (records.at(-1)?.seq ?? 0) + 1, at: new Date(0).toISOString(), event };
}

test("a project without a state, then its first run, then each further record", async () => {
  const { top, write } = await place();
  const project = followProject(top);
  expect(await project.look()).toMatchObject({ run: undefined, trouble: undefined });
  const records = recordsOf(FIRST, 1);
  await write(FIRST, records.slice(0, 3));
  expect((await project.look()).run?.state.phase).toBe("FOUNDATION");
  await write(FIRST, records.slice(3));
  const seen = await project.look();
  expect(seen.run?.state.workers[0]?.now).toMatchObject({ status: "running", stage: "exploring" });
  expect([...(seen.run?.reached ?? [])]).toEqual([
    "DESIGN",
    "FOUNDATION",
    "DISPATCH",
    "MONITORING",
  ]);
  expect(await project.look()).toBe(seen);
});

test("only the new bytes are read: what is behind is not looked at again", async () => {
  const { write, file } = await place();
  const records = recordsOf(FIRST, 1);
  await write(FIRST, records);
  const tail = journalTail(file(FIRST), FIRST);
  expect((await tail.read())?.records).toHaveLength(records.length);
  // Damage in the old bytes, of the same length, would stop a reader that begins again.
  const text = await readFile(file(FIRST), "utf8");
  await writeFile(file(FIRST), `#${text.slice(1)}`);
  await write(FIRST, [next(records, { type: "WORKER_STAGE", worker: "a", stage: "implementing" })]);
  const run = await tail.read();
  expect(run?.records).toHaveLength(records.length + 1);
  expect(run?.fault).toBeUndefined();
  expect(run?.state.workers[0]?.now).toMatchObject({ stage: "implementing" });
});

test("half a line counts when its other half is there, also if a letter was cut", async () => {
  const { top, write, file } = await place();
  const records = recordsOf(FIRST, 1);
  await write(FIRST, records);
  const project = followProject(top);
  await project.look();
  const reason = next(records, { type: "WORKER_CANCELLED", worker: "a", reason: "나중에" });
  const line = Buffer.from(await write(FIRST, [reason]));
  const { length } = await readFile(file(FIRST));
  const half = line.indexOf("나중에") + 1;
  await truncate(file(FIRST), length - line.length);
  await project.look();
  await appendFile(file(FIRST), line.subarray(0, half));
  expect((await project.look()).run).toMatchObject({ fault: "torn" });
  expect((await project.look()).run?.records).toHaveLength(records.length);
  await appendFile(file(FIRST), line.subarray(half));
  const whole = (await project.look()).run;
  expect(whole?.fault).toBeUndefined();
  expect(whole?.state.workers[0]?.now).toEqual({ status: "cancelled", reason: "나중에" });
});

test("a new run takes the place of the old one; a pruned one leaves the older, or nothing", async () => {
  const { top, write, file } = await place();
  await write(FIRST, recordsOf(FIRST, 1));
  const project = followProject(top);
  expect((await project.look()).run?.id).toBe(FIRST);
  await write(SECOND, recordsOf(SECOND, 2).slice(0, 1));
  expect((await project.look()).run).toMatchObject({ id: SECOND, state: { phase: "DESIGN" } });
  await rm(file(SECOND));
  await project.look();
  expect((await project.look()).run?.id).toBe(FIRST);
  await rm(join(top, ".aegis"), { recursive: true });
  await project.look();
  expect((await project.look()).run).toBeUndefined();
});

test("a file that was replaced, as a repair does, is read from its beginning", async () => {
  const { write, file } = await place();
  const records = recordsOf(FIRST, 1);
  await write(FIRST, records);
  const tail = journalTail(file(FIRST), FIRST);
  await tail.read();
  const lines = (await readFile(file(FIRST), "utf8")).split("\n");
  await writeFile(`${file(FIRST)}.new`, `${lines.slice(0, 2).join("\n")}\n`);
  await rm(file(FIRST));
  await writeFile(file(FIRST), await readFile(`${file(FIRST)}.new`));
  expect((await tail.read())?.records).toHaveLength(2);
});

test("damage and a newer version end the reading and are said", async () => {
  for (const [line, fault] of [
    ["{}\n", "broken"],
    [`${JSON.stringify({ v: 99, what: 1 })}\n`, "newer"],
  ] as const) {
    const { top, write, file } = await place();
    const records = recordsOf(FIRST, 1);
    await write(FIRST, records);
    await appendFile(file(FIRST), line);
    const { run } = await followProject(top).look();
    expect(run?.fault).toBe(fault);
    expect(run?.records).toHaveLength(records.length);
  }
});

test("a state that leads elsewhere is not read, and the reason is said", async () => {
  const { top, write } = await place();
  const other = await place();
  await other.write(FIRST, recordsOf(FIRST, 1));
  await symlink(join(other.top, ".aegis"), join(top, ".aegis"));
  const seen = await followProject(top).look();
  expect(seen.run).toBeUndefined();
  expect(seen.trouble?.what.en).toMatch(/\.aegis is a link/);
  expect(write).toBeDefined();
});

test("the process that drives is named, and whether it lives", async () => {
  const { top, write } = await place();
  await write(FIRST, recordsOf(FIRST, 1));
  const project = followProject(top, 0);
  expect((await project.look()).driver).toBeUndefined();
  await writeFile(statePaths(top).lease, await leaseOf(process.pid));
  expect((await project.look()).driver).toEqual({ pid: process.pid, alive: true });
  await writeFile(statePaths(top).lease, JSON.stringify({ pid: 1, started: "0", boot: "other" }));
  expect((await project.look()).driver).toEqual({ pid: 1, alive: false });
});

test("the top is the folder of .git above, be it a folder or a worktree's file", async () => {
  const { top } = await place();
  await mkdir(join(top, "a/b"), { recursive: true });
  await writeFile(join(top, "a/.git"), "gitdir: elsewhere\n");
  expect(await projectTop(join(top, "a/b"))).toBe(join(top, "a"));
  await mkdir(join(top, ".git"));
  expect(await projectTop(top)).toBe(top);
});
