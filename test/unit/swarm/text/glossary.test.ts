import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { GLOSSARY } from "../../../../src/swarm/core/text/glossary.ts";

const TOP = fileURLToPath(new URL("../../../../", import.meta.url));
/** What users write, read by patterns; and the glossary, which names the banned words. */
const NO_TEXTS = [
  "src/swarm/core/words/",
  "src/steering/core/read-act.ts",
  "src/swarm/core/text/glossary.ts",
];
const BANNED = Object.values(GLOSSARY).flatMap(({ ko, banned }) =>
  banned.map((word) => ({ word, ko })),
);

test("every Korean text in src and README.ko.md uses the glossary's terms", () => {
  const lines = ["README.ko.md", ...sources()].flatMap(koreanLines);
  expect(lines.length).toBeGreaterThan(400);
  expect(lines.flatMap(({ at, text }) => bannedIn(text).map((why) => `${at} ${why}`))).toEqual([]);
});

test("a banned word is found, a term and a longer word are not", () => {
  expect(bannedIn("설계를 머지합니다")).toEqual(["설계 → 계획", "머지 → 병합"]);
  expect(bannedIn("나머지 계획을 병합합니다")).toEqual([]);
  for (const { ko } of Object.values(GLOSSARY)) expect(bannedIn(ko)).toEqual([]);
});

test("no Korean text of the swarm holds a tilde: Markdown strikes out what stands between two", () => {
  const lines = sources()
    .filter((file) => /^src\/(swarm|steering)\//.test(file))
    .flatMap(koreanLines);
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.filter(({ text }) => /~/.test(text))).toEqual([]);
});

function bannedIn(text: string): string[] {
  return BANNED.flatMap(({ word, ko }) => {
    const found = word.exec(text);
    return found ? [`${found[0]} → ${ko}`] : [];
  });
}

function sources(): string[] {
  return readdirSync(path.join(TOP, "src"), { recursive: true, encoding: "utf8" })
    .map((name) => `src/${name.split(path.sep).join("/")}`)
    .filter((name) => name.endsWith(".ts") && !NO_TEXTS.some((start) => name.startsWith(start)));
}

function koreanLines(file: string): { at: string; text: string }[] {
  return readFileSync(path.join(TOP, file), "utf8")
    .split("\n")
    .map((text, index) => ({ at: `${file}:${index + 1}`, text }))
    .filter(({ text }) => /[가-힣]/.test(text));
}
