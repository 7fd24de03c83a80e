import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { journalFile } from "../../../src/swarm/adapters/journal-file.ts";
import { systemClock } from "../../../src/swarm/adapters/system-clock.ts";
import { dispatched } from "../../support/run-builder.ts";
import { cli, leaseOf, type RunsScene, runsScene } from "../../support/runs-scene.ts";

const RUN = "20260101T000000000-abcdef";
const NEXT = "20260102T000000000-abcdef";
const RECORDS = dispatched("a").start("a").records;

interface Damaged extends RunsScene {
  file: string;
  spoilt: Buffer;
}

/** A journal whose line `line` (from 0) is changed. */
async function damaged(line: number, change: (text: string) => string): Promise<Damaged> {
  const scene = await runsScene();
  await scene.save(RUN, RECORDS);
  const file = join(scene.dir, `.aegis/runs/${RUN}.jsonl`);
  const lines = (await readFile(file, "utf8")).split("\n");
  await writeFile(file, lines.with(line, change(lines[line] ?? "")).join("\n"));
  return { ...scene, file, spoilt: await readFile(file) };
}

const open = ({ dir }: RunsScene) => journalFile(join(dir, ".aegis/runs"), systemClock);

test("the error names the command, and the command makes the journal readable again", async () => {
  const scene = await damaged(2, (text) => text.replace("Approve", "Approved"));
  await expect(open(scene).latest()).rejects.toMatchObject({
    code: "JOURNAL_DAMAGED",
    hint: "oh-my-qwencoder runs repair",
  });
  const { code, out } = await cli(scene, ["runs", "repair"]);
  expect(code).toBe(0);
  expect(out).toContain("The journal now ends after record 2, in phase DESIGN.");
  const journal = open(scene);
  expect((await journal.latest())?.records).toEqual(RECORDS.slice(0, 2));
  await journal.append(RUN, RECORDS[2] as (typeof RECORDS)[number]);
  expect((await open(scene).latest())?.records).toEqual(RECORDS.slice(0, 3));
});

test("the copy has every byte, and each dropped line is named", async () => {
  const scene = await damaged(2, () => "\0".repeat(80));
  const { out } = await cli(scene, ["runs", "repair", "--json"]);
  const [one] = (JSON.parse(out) as { repaired: { copy: string; lost: object[] }[] }).repaired;
  expect(await readFile(one?.copy ?? "")).toEqual(scene.spoilt);
  expect(one?.copy).toBe(`${scene.file}.damaged`);
  // Line 4 cannot be proven: the line before it is gone.
  expect(one?.lost.slice(0, 3)).toEqual([
    { line: 3 },
    { line: 4 },
    { line: 5, seq: 5, at: RECORDS[4]?.at, event: RECORDS[4]?.event.type },
  ]);
  expect(one?.lost).toHaveLength(RECORDS.length - 2);
});

test("a changed word leaves the lines after it readable", async () => {
  const scene = await damaged(1, (text) => text.replace("Board", "Bored"));
  const { out } = await cli(scene, ["runs", "repair"]);
  expect(out).toContain("line 2, not readable");
  expect(out).toMatch(/line 3, readable: 3 \S+ PLAN_APPROVED/);
});

test("an older copy is never replaced; the same copy is not made twice", async () => {
  const scene = await damaged(2, (text) => text.slice(0, 20));
  await writeFile(`${scene.file}.damaged`, "older");
  expect((await cli(scene, ["runs", "repair"])).out).toContain(".damaged-2");
  expect(await readFile(`${scene.file}.damaged`, "utf8")).toBe("older");
  await writeFile(scene.file, scene.spoilt);
  await rm(`${scene.file}.damaged`);
  await expect(open(scene).latest()).rejects.toThrow();
  await cli(scene, ["runs", "repair"]);
  expect(await readdir(join(scene.dir, ".aegis/runs"))).toEqual(
    ["", ".damaged", ".damaged-2"].map((end) => `${RUN}.jsonl${end}`),
  );
});

test("a journal without one readable record goes, and the run before it is the newest", async () => {
  const scene = await damaged(0, () => "not a record");
  await rm(scene.file);
  await scene.save(RUN, RECORDS);
  await writeFile(join(scene.dir, `.aegis/runs/${NEXT}.jsonl`), scene.spoilt);
  const { out } = await cli(scene, ["runs", "repair"]);
  expect(out).toContain("No record before the damage can be read");
  expect((await open(scene).latest())?.runId).toBe(RUN);
  expect(await readFile(join(scene.dir, `.aegis/runs/${NEXT}.jsonl.damaged`))).toEqual(
    scene.spoilt,
  );
});

test("--dry-run, a living driver, a newer version and a torn last line change nothing", async () => {
  const scene = await damaged(2, (text) => text.slice(0, 20));
  const dry = await cli(scene, ["runs", "repair", "--dry-run"]);
  expect([dry.code, dry.out]).toEqual([0, expect.stringContaining("Nothing was changed.")]);
  await scene.write(".aegis/lease.json", await leaseOf(process.pid));
  const held = await cli(scene, ["runs", "repair"]);
  expect([held.code, held.error]).toEqual([2, expect.stringContaining(`process ${process.pid}`)]);
  await rm(join(scene.dir, ".aegis/lease.json"));
  expect(await readFile(scene.file)).toEqual(scene.spoilt);
  for (const text of [
    '{"v":99,"kind":"new"}\n{"v":1}\n',
    `${scene.spoilt.toString().split("\n")[0]}\n{"v":1`,
  ]) {
    await writeFile(scene.file, text);
    expect((await cli(scene, ["runs", "repair"])).out).toContain("Nothing to repair");
    expect(await readFile(scene.file, "utf8")).toBe(text);
  }
  expect(await readdir(join(scene.dir, ".aegis/runs"))).toEqual([`${RUN}.jsonl`]);
});
