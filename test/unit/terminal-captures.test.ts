import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { WORDS } from "../../src/swarm/core/text/messages.ts";
import { faultsOf, wordsOf } from "../screens/checks.ts";
import { captureFile, LANGUAGES, SIZES, STATES } from "../screens/states.ts";
import { IDENTIFIERS, NAMES, OPENCODE_TEXTS } from "../screens/words.ts";

const FOLDER = join(import.meta.dirname, "../screens");
const ALL = LANGUAGES.flatMap((language) =>
  STATES.flatMap((state) =>
    SIZES.map((size) => ({ language, state, size, file: captureFile(language, state, size) })),
  ),
);
const read = (file: string) => readFileSync(join(FOLDER, file), "utf8");
/** Every word that we or the script wrote: a piece of a broken word is none of them. */
const WHOLE_WORDS: ReadonlySet<string> = new Set(
  ["../../src", "../screens"].flatMap((folder) => {
    const root = join(import.meta.dirname, folder);
    const sources = readdirSync(root, { recursive: true, encoding: "utf8" });
    return sources
      .filter((name) => /\.tsx?$/.test(name))
      .flatMap((name) => Object.values(wordsOf(readFileSync(join(root, name), "utf8"))).flat());
  }),
);
/** Without OpenCode's own texts, and without names. */
const ours = (screen: string) =>
  [...OPENCODE_TEXTS, NAMES].reduce((text, each) => text.replace(each, " "), screen);

test("OpenCode's real terminal is kept in every state, size and language, and nothing else", () => {
  const found = readdirSync(join(FOLDER, "captures"), { recursive: true, encoding: "utf8" });
  const files = found.filter((name) => name.endsWith(".txt")).map((name) => `captures/${name}`);
  expect(files.toSorted()).toEqual(ALL.map(({ file }) => file).toSorted());
});

describe.each(ALL)("$file", ({ file, size, language }) => {
  const screen = read(file);

  test("fits its terminal, and its edges stand in columns", () => {
    expect(faultsOf(screen, size)).toEqual([]);
  });

  test("is in one language", () => {
    const { latin, hangul } = wordsOf(ours(screen));
    if (language === "en") return expect(hangul).toEqual([]);
    return expect(latin.filter((word) => !IDENTIFIERS.has(word))).toEqual([]);
  });

  test("breaks no word of ours", () => {
    const { latin, hangul } = wordsOf(ours(screen));
    expect([...latin, ...hangul].filter((word) => !WHOLE_WORDS.has(word))).toEqual([]);
  });
});

test("a person sees that no sandbox holds the shells of agents", () => {
  for (const language of LANGUAGES)
    expect(read(captureFile(language, "degraded-status", SIZES[1]))).toContain(
      WORDS[language].sandbox.compare,
    );
});
