import { expect, test } from "vitest";
import { writeLine } from "../../../src/swarm/adapters/journal-line.ts";
import { readJournal } from "../../../src/swarm/adapters/journal-reader.ts";
import { settled } from "../../support/run-builder.ts";

const { records } = settled("a", "한글").check().integrate().pass().commit();
/** Every byte in `test:faults`. */
const STEP = process.env["AEGIS_FAULTS"] === "all" ? 1 : 11;

function journal(): Buffer {
  let sum = "";
  const lines = records.map((record) => {
    const written = writeLine(record, sum);
    sum = written.sum;
    return written.line;
  });
  return Buffer.from(lines.join(""));
}

test("a flipped bit anywhere never changes what is read: the journal is refused, or its last line is cut", () => {
  const bytes = journal();
  const last = bytes.length - 1;
  const places = Array.from({ length: Math.ceil(last / STEP) }, (_, index) => index * STEP);
  for (const at of [...places, last]) {
    const spoilt = Buffer.from(bytes);
    spoilt[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
    const read = readJournal(spoilt.toString("utf8"));
    const where = `bit ${at % 8} of byte ${at}`;
    expect(read.records, where).toEqual(records.slice(0, read.records.length));
    expect(read.records.length, where).toBeLessThan(records.length);
    // Only without its line feed does the last line look as if it was never whole.
    expect(read.fault, where).toMatch(at === last ? /^torn$/ : /^(broken|newer)$/);
  }
});
