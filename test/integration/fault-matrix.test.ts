import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { ATTACK_FILES, ATTACKS } from "../attacks/attacks.ts";
import { casesOf, type FaultCase, missing } from "../faults/judge.ts";
import { FAULT_FILES, FINDINGS, MATRIX } from "../faults/matrix.ts";

/** The rows of the agreed matrix: letter and number of rows. */
const AGREED = { P: 8, D: 3, M: 8, W: 10, G: 11, F: 8, X: 3 };
const IDS = Object.entries(AGREED).flatMap(([letter, count]) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
);
const ROWS = [...MATRIX, ...FINDINGS];

let listed: FaultCase[];
/** The cases of the attacks. */
let tried: FaultCase[];

beforeAll(async () => {
  // The environment of this run would make the inner one a worker of it.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^VITEST|^NODE_ENV$/.test(name)),
  );
  const list = async (what: string): Promise<FaultCase[]> => {
    const args = ["vitest", "list", "--config", `vitest.${what}.config.ts`, "--json"];
    const { stdout } = await execa("npx", args, { env, extendEnv: false, stdin: "ignore" });
    return JSON.parse(stdout.slice(stdout.indexOf("["))) as FaultCase[];
  };
  // Cases that take long are there in the whole run alone.
  env["AEGIS_FAULTS"] = "all";
  const relative = ({ file, name }: FaultCase) => ({
    file: file.slice(process.cwd().length + 1),
    name,
  });
  listed = (await list("faults")).map(relative);
  tried = (await list("attacks")).map(relative);
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

describe("the attacks", () => {
  test("have ids in order, and files that are there", () => {
    expect(ATTACKS.map(({ id }) => id)).toEqual(ATTACKS.map((_, index) => `A${index + 1}`));
    expect(ATTACK_FILES.filter((file) => !existsSync(file))).toEqual([]);
  });

  test("name every file of hostile cases", async () => {
    const files = await readdir("test/e2e", { recursive: true });
    const hostile = files.filter((file) => /(^|\/)hostile-[^/]*\.test\.ts$/.test(file));
    expect(
      hostile.map((file) => `test/e2e/${file}`).filter((file) => !ATTACK_FILES.includes(file)),
    ).toEqual([]);
    expect(hostile.length).toBeGreaterThan(20);
  });

  test("name cases that are there", () => {
    expect(ATTACKS.flatMap((row) => missing(row, tried))).toEqual([]);
  });

  test("are in SECURITY.md, each with the number of its cases", async () => {
    const rows = ATTACKS.map((row) => {
      const open = row.open === undefined ? "" : `; open: ${row.open}`;
      return `| ${row.id} | ${row.fault} | ${row.outcome}${open} | ${casesOf(row, tried).length} |`;
    });
    const total = new Set(ATTACKS.flatMap((row) => casesOf(row, tried))).size;
    const text = await readFile("SECURITY.md", "utf8");
    const table = text.slice(text.indexOf("| | attack |")).split("\n\n")[0] ?? "";
    expect(table.trim().split("\n").slice(2)).toEqual(rows);
    expect(text).toContain(`${total} cases`);
    for (const document of ["README.md", "README.ko.md"])
      expect(await readFile(document, "utf8")).toMatch(
        new RegExp(`\\D${total}( cases|가지).*\\D${ATTACKS.length}( kinds|종류)`),
      );
  });
});

test.each(["README.md", "README.ko.md"])("%s says how many rows have a proof", async (document) => {
  const proven = MATRIX.filter(({ open }) => open === undefined).length;
  const text = await readFile(document, "utf8");
  expect(text.match(/\d+ (?:of|\/) \d+ (?=rows|개)/g)).toEqual([
    expect.stringMatching(new RegExp(`^${proven} (of|/) ${MATRIX.length} $`)),
  ]);
});
