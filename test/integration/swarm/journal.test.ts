import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import { journalFile } from "../../../src/swarm/adapters/journal-file.ts";
import { writeLine } from "../../../src/swarm/adapters/journal-line.ts";
import type { RunRecord } from "../../../src/swarm/core/run/events.ts";
import { replay } from "../../../src/swarm/core/run/evolve.ts";
import { recoveredText } from "../../../src/swarm/core/text/recovered.ts";
import type { Clock, Journal } from "../../../src/swarm/ports.ts";
import { settled } from "../../support/run-builder.ts";

const RECORDS = settled("a", "한글").check().integrate().pass().commit().records;
const RUN = "20260101T000000000-abcdef";

async function scene(now = 0): Promise<{ directory: string; file: string; open: () => Journal }> {
  const root = await mkdtemp(join(tmpdir(), "aegis-journal-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const directory = join(root, "runs");
  const clock: Clock = { now: () => now, steady: () => now, after: () => () => {} };
  return {
    directory,
    file: join(directory, `${RUN}.jsonl`),
    open: () => journalFile(directory, clock),
  };
}

async function written(records: readonly RunRecord[] = RECORDS) {
  const made = await scene();
  const journal = made.open();
  for (const record of records) await journal.append(RUN, record);
  return { ...made, bytes: await readFile(made.file) };
}

function journalAt(directory: string, now = 0) {
  return journalFile(directory, { now: () => now, steady: () => now, after: () => () => {} });
}

function idAt(directory: string, now: number): string {
  return journalAt(directory, now).newRunId();
}

async function begin(directory: string, runId: string, order: number | undefined): Promise<void> {
  const event = {
    type: "RUN_STARTED",
    runId,
    sessionID: "s",
    ...(order ? { order } : {}),
  } as const;
  await journalAt(directory).append(runId, { seq: 1, at: "2026-01-01T00:00:00.000Z", event });
}

describe("what was written is read", () => {
  test("nothing yet", async () => {
    const { open } = await scene();
    expect(await open().latest()).toBeUndefined();
  });

  test("all records, in order, by another process", async () => {
    const { open } = await written();
    const newest = await open().latest();
    expect(newest).toEqual({ runId: RUN, records: RECORDS });
    expect(replay(newest?.records ?? []).phase).toBe("DONE");
  });

  test("a run opened again goes on with the chain", async () => {
    const { open, file } = await written(RECORDS.slice(0, 3));
    const journal = open();
    await journal.latest();
    for (const record of RECORDS.slice(3)) await journal.append(RUN, record);
    expect((await open().latest())?.records).toEqual(RECORDS);
    expect((await readFile(file, "utf8")).split("\n")).toHaveLength(RECORDS.length + 1);
  });

  test("of two runs the newest one, also within one second", async () => {
    const { directory } = await scene();
    const ids = [1000, 1001, 61_000].map((now) => idAt(directory, now));
    expect([...ids].sort()).toEqual(ids);
    await begin(directory, ids[1] ?? "", 2);
    await begin(directory, ids[0] ?? "", 1);
    expect((await journalAt(directory).latest())?.runId).toBe(ids[1]);
  });

  test("of two runs the one that began later, although the clock was set back between them", async () => {
    const { directory } = await scene();
    const [later, earlier] = [idAt(directory, 61_000), idAt(directory, 1000)];
    await begin(directory, later, 1);
    await begin(directory, earlier, 2);
    expect((await journalAt(directory).latest())?.runId).toBe(earlier);
  });

  test("after an update of the product, the run that counts before all that did not", async () => {
    const { directory } = await scene();
    const [old, counted] = [idAt(directory, 61_000), idAt(directory, 1000)];
    await begin(directory, old, undefined);
    await begin(directory, counted, 1);
    expect((await journalAt(directory).latest())?.runId).toBe(counted);
  });

  test.each([
    ["text of any kind", "zzz", "hello\n"],
    ["an empty file", "zzz", ""],
    ["a copy of a run under a later name", "zzz-copy", undefined],
  ])("%s with a later name is no run", async (_what, name, content) => {
    const { directory } = await scene();
    const id = idAt(directory, 1000);
    await begin(directory, id, 1);
    const text = content ?? (await readFile(join(directory, `${id}.jsonl`), "utf8"));
    await writeFile(join(directory, `${name}.jsonl`), text);
    expect((await journalAt(directory).latest())?.runId).toBe(id);
  });

  test("a newest journal that is damaged from its first line on is not passed over", async () => {
    const { directory } = await scene();
    await begin(directory, idAt(directory, 1000), 1);
    await writeFile(join(directory, `${idAt(directory, 2000)}.jsonl`), "broken\nbroken\n");
    await expect(journalAt(directory).latest()).rejects.toMatchObject({ code: "JOURNAL_DAMAGED" });
  });

  test("a kept file lies beside the journal and is no run", async () => {
    const { open, directory } = await written();
    const path = await open().keep(RUN, "w01.patch", Buffer.from("patch"));
    expect(path).toBe(`.aegis/runs/${RUN}/w01.patch`);
    expect(await readFile(join(directory, RUN, "w01.patch"), "utf8")).toBe("patch");
    expect((await open().latest())?.runId).toBe(RUN);
  });
});

test("a last line that was cut off is kept aside and named", async () => {
  const { file, bytes, open } = await written();
  await writeFile(file, bytes.subarray(0, bytes.length - 10));
  const newest = await open().latest();
  expect(newest).toMatchObject({ torn: `${file}.torn`, records: RECORDS.slice(0, -1) });
  const lines = bytes.toString().trimEnd().split("\n");
  expect(await readFile(`${file}.torn`, "utf8")).toBe((lines.at(-1) ?? "").slice(0, -9));
  expect(await open().latest()).not.toHaveProperty("torn");
  const found = { interrupted: [], torn: `${file}.torn` };
  expect(recoveredText(found, "en").join()).toContain(`${file}.torn`);
  expect(recoveredText(found, "ko").join()).toContain(`${file}.torn`);
});

test("a journal cut at any byte of its last two lines drops what was cut, and the run goes on", async () => {
  const { open, file, bytes } = await written(RECORDS.slice(0, 4));
  const ends = [...bytes.keys()].filter((at) => bytes[at] === 0x0a);
  for (let cut = (ends.at(-3) ?? 0) + 1; cut < bytes.length; cut += 1) {
    await writeFile(file, bytes.subarray(0, cut));
    const journal = open();
    // With nothing but the line feed missing the record is whole.
    const expected = RECORDS.slice(0, ends.filter((end) => end <= cut).length);
    const { records: read = [], torn } = (await journal.latest()) ?? {};
    expect(read, `cut at ${cut}`).toEqual(expected);
    const isClean = ends.includes(cut) || ends.includes(cut - 1);
    expect(torn, `cut at ${cut}`).toBe(isClean ? undefined : `${file}.torn`);
    if (cut % 16 !== 0 && !isClean) continue;
    const next = RECORDS[read.length] as RunRecord;
    await journal.append(RUN, next);
    expect((await open().latest())?.records, `append after ${cut}`).toEqual([...read, next]);
  }
});

describe("damage before the end is refused and copied aside", () => {
  const lines = (bytes: Buffer) => bytes.toString("utf8").split("\n");
  const CASES: [string, (all: string[]) => string[]][] = [
    ["a changed word", (all) => all.with(1, (all[1] ?? "").replace("Board", "Bored"))],
    ["half a line", (all) => all.with(1, (all[1] ?? "").slice(0, 20))],
    ["a line that is gone", (all) => all.toSpliced(1, 1)],
    ["two lines that changed places", (all) => all.with(1, all[2] ?? "").with(2, all[1] ?? "")],
    ["a line twice", (all) => all.toSpliced(1, 0, all[1] ?? "")],
    ["an empty line", (all) => all.toSpliced(1, 0, "")],
    [
      "a line of another file",
      (all) => all.with(2, writeLine(RECORDS[2] as RunRecord, "").line.trim()),
    ],
    ["zeros", (all) => all.with(2, "\0".repeat(80))],
  ];
  test.each(CASES)("%s", async (_name, spoil) => {
    const { open, file, bytes } = await written();
    const spoilt = spoil(lines(bytes)).join("\n");
    await writeFile(file, spoilt);
    await expect(open().latest()).rejects.toMatchObject({ code: "JOURNAL_DAMAGED" });
    expect(await readFile(file, "utf8")).toBe(spoilt);
    expect(await readFile(`${file}.damaged`, "utf8")).toBe(spoilt);
  });
});

describe("what a later version wrote is refused and left alone", () => {
  const [first] = RECORDS as [RunRecord];
  const later = writeLine({ ...first, event: { type: "TELEPORTED" } as never }, "").line;
  test.each([
    ["a higher version", `${JSON.stringify({ v: 2, seq: 1, at: "", event: {}, sum: "x" })}\n`],
    ["a higher version of another shape", '{"v":2,"kind":"new"}\n'],
    ["an event we do not know", later],
  ])("%s", async (_name, text) => {
    const { open, file, directory } = await scene();
    await mkdir(directory, { recursive: true });
    await writeFile(file, text);
    await expect(open().latest()).rejects.toMatchObject({ code: "JOURNAL_NEWER" });
    expect(await readFile(file, "utf8")).toBe(text);
    expect(await readdir(directory)).toEqual([`${RUN}.jsonl`]);
  });
});

describe("a journal that cannot be written", () => {
  test("says so, with the way out", async () => {
    const { open, directory } = await scene();
    await writeFile(directory, "a file where the folder should be");
    await expect(open().append(RUN, RECORDS[0] as RunRecord)).rejects.toMatchObject({
      code: "JOURNAL_UNWRITABLE",
      hint: expect.stringContaining("disk space"),
    });
  });

  test.runIf(process.platform === "linux")("keeps no half line of a full disk", async () => {
    const { open, file, bytes } = await written(RECORDS.slice(0, 3));
    const [frozen] = RECORDS.slice(3) as [RunRecord];
    const big = { ...frozen, event: { ...frozen.event, note: "x".repeat(20_000) } };
    const adapter = new URL("../../../src/swarm/adapters/journal-file.ts", import.meta.url)
      .pathname;
    const script = join(dirname(file), "append.ts");
    await writeFile(
      script,
      `import { journalFile } from ${JSON.stringify(adapter)};
       const journal = journalFile(${JSON.stringify(dirname(file))}, {} as never);
       await journal.latest();
       await journal.append("${RUN}", ${JSON.stringify(big)} as never).then(
         () => console.log("written"),
         (error) => console.log(error.code),
       );`,
    );
    // A limit on the size of files (in KiB) stands for the full disk: the write stops in the middle.
    const limit = Math.ceil(bytes.length / 1024) + 4;
    const line = `trap "" XFSZ; ulimit -f ${limit}; exec "$0" run "$1"`;
    const { stdout } = await execa("bash", ["-c", line, BUN, script], { env: { BUN_BE_BUN: "1" } });
    expect(stdout).toBe("JOURNAL_UNWRITABLE");
    expect(await readFile(file)).toEqual(bytes);
    const journal = open();
    expect((await journal.latest())?.records).toHaveLength(3);
    await journal.append(RUN, frozen);
    expect((await open().latest())?.records).toEqual(RECORDS.slice(0, 4));
  });
});

/** OpenCode's own Bun, in which the plugin lives. */
const BUN = new URL("../../../node_modules/opencode-ai/bin/opencode.exe", import.meta.url).pathname;
