import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { type JournalFile, journalFile } from "../../../src/swarm/adapters/journal-file.ts";
import { systemClock } from "../../../src/swarm/adapters/system-clock.ts";

let directory: string;
let journal: JournalFile;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "aegis-journal-"));
  const made = directory;
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  journal = journalFile(directory, systemClock);
  file = join(directory, "run.jsonl");
  await journal.append("run", record(1));
});

test.each([
  ["an appended line", () => appendFile(file, "evil\n")],
  ["a forged file", () => writeFile(file, "")],
  ["a deletion", () => rm(file)],
])("%s is undone, also with our own line after it", async (_what, damage) => {
  await damage();
  await journal.append("run", record(2));
  expect(await journal.mend("run")).toEqual([file]);
  await journal.append("run", record(3));
  const again = await journalFile(directory, systemClock).latest();
  expect(again?.records.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("a new journal that we did not write is set aside, so that no start reads it", async () => {
  const forged = join(directory, "zzz.jsonl");
  await writeFile(forged, await readFile(file));
  expect(await journal.mend("run")).toEqual([forged]);
  expect((await journalFile(directory, systemClock).latest())?.runId).toBe("run");
  expect(await readdir(directory)).toContain("zzz.jsonl.foreign");
});

test("it is set aside also before the first run, unless it was accepted", async () => {
  const fresh = journalFile(directory, systemClock);
  await fresh.latest();
  await writeFile(join(directory, "theirs.jsonl"), "theirs\n");
  await fresh.accept();
  await writeFile(join(directory, "zzz.jsonl"), "forged\n");
  expect(await fresh.mend(undefined)).toEqual([join(directory, "zzz.jsonl")]);
  expect((await readdir(directory)).sort()).toEqual([
    "run.jsonl",
    "theirs.jsonl",
    "zzz.jsonl.foreign",
  ]);
});

test("what we wrote ourselves is no damage, nor is an older run's journal", async () => {
  const later = journalFile(directory, systemClock);
  await later.latest();
  await later.append("other", record(1));
  const before = await readFile(file, "utf8");
  expect(await later.mend("other")).toEqual([]);
  expect(await readFile(file, "utf8")).toBe(before);
});

function record(seq: number) {
  const event = { type: "RUN_STARTED", runId: "run", sessionID: "ses" } as const;
  return { seq, at: new Date(0).toISOString(), event };
}
