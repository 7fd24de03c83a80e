import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { say } from "../../../../src/kit/sentence.ts";
import {
  DENIAL_CODES,
  type DenialCode,
  denialText,
  deny,
} from "../../../../src/swarm/core/run/denial.ts";

const SRC = fileURLToPath(new URL("../../../../src", import.meta.url));
const SOURCES = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith("run/denial.ts"))
  .map((name) => readFileSync(join(SRC, name), "utf8"));

test.each(Object.keys(DENIAL_CODES))("%s is used by the code", (code) => {
  expect(SOURCES.some((text) => new RegExp(`["[ ]${code}["\\]]`).test(text))).toBe(true);
});

test("every code that is written out for the model is in the table", () => {
  const written = SOURCES.flatMap((text) =>
    [...text.matchAll(/\[AEGIS ([A-Z_]+)\]|deny\(\s*"([A-Z_]+)"/g)].map((hit) => hit[1] ?? hit[2]),
  );
  expect(written.length).toBeGreaterThan(20);
  expect(written.filter((code) => !Object.hasOwn(DENIAL_CODES, code ?? ""))).toEqual([]);
});

test("each says in one lower-case phrase what it protects", () => {
  for (const says of Object.values(DENIAL_CODES)) expect(says).toMatch(/^\S[^|\n]{10,}[^.]$/);
});

test("one form for all: code, why, next", () => {
  const code: DenialCode = "OUT_OF_SCOPE";
  expect(denialText(deny(code, say("x is not yours.", "x는 범위 밖입니다."), "Stay inside."))).toBe(
    "[AEGIS OUT_OF_SCOPE] x is not yours.\nNext: Stay inside.",
  );
});
