import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FINDINGS, GROUPS } from "../../../src/doctor/core/check-ids.ts";
import { findingRows } from "../../support/doctor-table.ts";

const docs = readFileSync("docs/doctor.md", "utf8");

test.each(FINDINGS)(
  "%s has a way in which it comes about, with its fix, and a row in docs/doctor.md",
  (id) => {
    const rows = findingRows().filter((row) => row.id === id);
    expect(rows).not.toEqual([]);
    const documented = docs.split("\n").filter((line) => line.startsWith(`| \`${id}\` |`));
    expect(documented).toHaveLength(rows.length);
  },
);

test("no row is of another id", () => {
  const ids: readonly string[] = FINDINGS;
  expect(findingRows().filter(({ id }) => !ids.includes(id))).toEqual([]);
  const documented = [...docs.matchAll(/^\| `([a-z]+\.[a-z_.-]+)` \|/gm)].map(([, id]) => id);
  expect([...new Set(documented)].filter((id) => !ids.includes(id ?? ""))).toEqual([]);
});

test.each(GROUPS)("the group %s that could not look is told of", (group) => {
  expect(docs).toMatch(new RegExp(`\`${group}\`|\`${group}\\.failed\``));
});
