import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { casesOf, type FaultCase, missing } from "../faults/judge.ts";
import { FAULT_FILES, FINDINGS, MATRIX } from "../faults/matrix.ts";

/** The rows of the agreed matrix: letter and number of rows. */
const AGREED = { P: 8, D: 3, M: 8, W: 10, G: 11, F: 8, X: 3 };
const IDS = Object.entries(AGREED).flatMap(([letter, count]) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
);
const ROWS = [...MATRIX, ...FINDINGS];

let listed: FaultCase[];

beforeAll(async () => {
  // The environment of this run would make the inner one a worker of it.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^VITEST|^NODE_ENV$/.test(name)),
  );
  const args = ["vitest", "list", "--config", "vitest.faults.config.ts", "--json"];
  // Cases that take long are there in the whole run alone.
  env["AEGIS_FAULTS"] = "all";
  const { stdout } = await execa("npx", args, { env, extendEnv: false, stdin: "ignore" });
  const found = JSON.parse(stdout.slice(stdout.indexOf("["))) as FaultCase[];
  listed = found.map(({ file, name }) => ({ file: file.slice(process.cwd().length + 1), name }));
});

describe("the fault matrix", () => {
  test("has each of the 51 faults once, in order, and no two findings of one name", () => {
    expect(IDS).toHaveLength(51);
    expect(MATRIX.map(({ id }) => id)).toEqual(IDS);
    expect(new Set(ROWS.map(({ id }) => id)).size).toBe(ROWS.length);
  });

  test("names files that are there", () => {
    expect(FAULT_FILES.filter((file) => !existsSync(file))).toEqual([]);
  });

  test("names cases that are there", () => {
    expect(ROWS.flatMap((row) => missing(row, listed).map((each) => `${row.id} ${each}`))).toEqual(
      [],
    );
  });

  test("has cases for every row that is not open", () => {
    const bare = ROWS.filter((row) => row.open === undefined && casesOf(row, listed).length === 0);
    expect(bare.map(({ id }) => id)).toEqual([]);
  });
});

test.each(["README.md", "README.ko.md"])("%s says how many rows have a proof", async (document) => {
  const proven = MATRIX.filter(({ open }) => open === undefined).length;
  const text = await readFile(document, "utf8");
  expect(text.match(/\d+ (?:of|\/) \d+ (?=rows|개)/g)).toEqual([
    expect.stringMatching(new RegExp(`^${proven} (of|/) ${MATRIX.length} $`)),
  ]);
});
