import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { projectLease } from "../../../src/kit/project-lease.ts";
import { statePaths } from "../../../src/kit/state-paths.ts";
import { liveCallsFile } from "../../../src/swarm/adapters/live-calls-file.ts";
import { readLiveCalls } from "../../../src/swarm/adapters/read-live-calls.ts";
import type { LiveCalls } from "../../../src/swarm/core/live-calls.ts";
import { tempRepo } from "../../support/temp-repo.ts";

const CALLS: LiveCalls = { v: 1, run: "run-1", pid: 7, workers: { auth: { answeringSince: 5 } } };

async function place(): Promise<string> {
  const { liveCalls } = statePaths((await tempRepo()).dir);
  await mkdir(dirname(liveCalls), { recursive: true });
  return liveCalls;
}

test("what was written last is read, others may not read it, and nothing else is left", async () => {
  const file = await place();
  expect(await readLiveCalls(file)).toBeUndefined();
  const calls = liveCallsFile(file, () => true);
  await Promise.all([1, 2, 3].map((pid) => calls.write({ ...CALLS, pid })));
  expect(await readLiveCalls(file)).toEqual({ ...CALLS, pid: 3 });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(dirname(file))).toEqual(["live-calls.json"]);
});

test("a link at its place is replaced, not followed; a reader does not follow one either", async () => {
  const file = await place();
  const target = join(dirname(file), "target");
  await writeFile(target, JSON.stringify(CALLS));
  await symlink(target, file);
  expect(await readLiveCalls(file)).toBeUndefined();
  await liveCallsFile(file, () => true).write({ ...CALLS, pid: 9 });
  expect(await readLiveCalls(file)).toMatchObject({ pid: 9 });
  expect(JSON.parse(await readFile(target, "utf8"))).toEqual(CALLS);
});

test.each([
  ["half a file", '{"v":1,"run"'],
  ["a newer form", '{"v":2}'],
  ["no JSON", "hello"],
])("%s tells nothing", async (_what, text) => {
  const file = await place();
  await writeFile(file, text);
  expect(await readLiveCalls(file)).toBeUndefined();
});

test("what goes with the lease does not come back by a write that was on its way", async () => {
  const { dir } = await tempRepo();
  const lease = projectLease(dir);
  const { liveCalls } = statePaths(dir);
  lease.claim();
  const calls = liveCallsFile(liveCalls, lease.isOurs);
  await calls.write(CALLS);
  const late = calls.write({ ...CALLS, pid: 8 });
  lease.release();
  await late;
  expect(await readdir(dirname(liveCalls))).toEqual([]);
});
