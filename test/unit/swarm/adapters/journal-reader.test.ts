import { describe, expect, test } from "vitest";
import { writeLine } from "../../../../src/swarm/adapters/journal-line.ts";
import { readJournal } from "../../../../src/swarm/adapters/journal-reader.ts";
import { settled } from "../../../support/run-builder.ts";

const { records } = settled("a").check();
let sum = "";
const lines = records.map((record) => {
  const written = writeLine(record, sum);
  sum = written.sum;
  return written.line;
});
const text = lines.join("");
const last = lines.at(-1) ?? "";
const before = text.length - last.length;
const newer = '{"v":99}\n';

describe("a journal is read to its end or its first fault", () => {
  test("whole, also without its last line feed", () => {
    const whole = { records, sum, goodBytes: Buffer.byteLength(text) };
    expect(readJournal(text)).toEqual(whole);
    expect(readJournal(text.slice(0, -1))).toEqual(whole);
    expect(readJournal("")).toEqual({ records: [], sum: "", goodBytes: 0 });
  });

  test.each([
    ["torn", "half a last line", text.slice(0, -10), -1],
    ["broken", "a damaged last line with its line feed", `${text.slice(0, -10)}\n`, -1],
    ["broken", "the last two lines as one", `${text.slice(0, before - 1)}x${last}`, -2],
    ["broken", "half a line before another", `${text.slice(0, before - 10)}\n${last}`, -2],
    ["broken", "an empty line before another", `${text.slice(0, before)}\n${last}`, -1],
    ["newer", "a later version's line", text.slice(0, before) + newer, -1],
    ["newer", "a later version's line before others", text.slice(0, before) + newer + last, -1],
  ] as const)("%s: %s", (fault, _what, damaged, kept) => {
    const read = readJournal(damaged);
    expect(read.fault).toBe(fault);
    expect(read.records).toEqual(records.slice(0, kept));
    expect(damaged.startsWith(text.slice(0, read.goodBytes))).toBe(true);
  });
});
