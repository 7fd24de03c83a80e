import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Language } from "../../src/kit/sentence.ts";
import { CARDS } from "../../src/swarm/core/phases/cards.ts";
import { COMMANDER_TOOLS, PHASES, WORKER_TOOLS } from "../../src/swarm/core/phases/phase.ts";
import { DENIAL_CODES } from "../../src/swarm/core/run/denial.ts";
import { TRANSITIONS } from "../../src/swarm/core/run/transitions.ts";
import { type DocPart, phases, refusals, tools, withGenerated } from "../support/render-docs.ts";
import { TOOL_DOCS } from "../support/tool-docs.ts";

const TOP = new URL("../../", import.meta.url);
const ALL: readonly DocPart[] = ["tools", "phases", "refusals", "memory"];

/** `npm run docs` (vitest -u) writes them; a plain run compares. */
test.each<[string, Language, readonly DocPart[]]>([
  ["README.md", "en", ALL],
  ["README.ko.md", "ko", ALL],
  ["CLAUDE.md", "en", ["phases"]],
  ["docs/capacity.md", "en", ["memory"]],
  ["docs/doctor.md", "en", ["doctor"]],
  ["docs/limits.md", "en", ["landlock", "runtime"]],
])("%s holds the generated parts as the code has them", async (name, language, parts) => {
  const text = readFileSync(new URL(name, TOP), "utf8");
  await expect(withGenerated(text, parts, language)).toMatchFileSnapshot(`../../${name}`);
});

describe("what is rendered", () => {
  test("every tool once, in the models' order, with a sentence in both languages", () => {
    const names = [...COMMANDER_TOOLS, ...WORKER_TOOLS];
    for (const language of ["en", "ko"] as const)
      expect([...tools(language).matchAll(/^\| `(\w+)`/gm)].map((match) => match[1])).toEqual(
        names,
      );
    expect(Object.keys(TOOL_DOCS)).toEqual(names);
    for (const { en, ko } of Object.values(TOOL_DOCS)) {
      expect(en).toMatch(/^[A-Z][^|\n]+\.$/);
      expect(ko).toMatch(/[가-힣][^|\n]*\.$/);
    }
  });

  test("every refusal code with its sentence", () => {
    for (const [code, says] of Object.entries(DENIAL_CODES))
      expect(refusals("en")).toContain(`| \`${code}\` | ${says} |`);
  });

  test("every phase, and every move between phases", () => {
    const text = phases("en");
    for (const phase of PHASES) {
      expect(text).toContain(CARDS[phase].goal);
      for (const [type, { to }] of Object.entries(TRANSITIONS[phase]))
        if (to !== phase) expect(text).toContain(`    ${phase} --> ${to}: ${type}`);
    }
  });

  test("a document without its markers is refused", () => {
    expect(() => withGenerated("nothing", ["tools"], "en")).toThrow("generated:tools");
    expect(() => withGenerated("<!-- generated:tools -->", ["tools"], "en")).toThrow("markers");
  });

  test("only what is between the markers changes", () => {
    const text = "a\n<!-- generated:refusals -->\nold\n<!-- /generated -->\nb\n";
    const made = withGenerated(text, ["refusals"], "en");
    expect(made.startsWith("a\n<!-- generated:refusals -->\n| Code |")).toBe(true);
    expect(made.endsWith(" |\n<!-- /generated -->\nb\n")).toBe(true);
    expect(withGenerated(made, ["refusals"], "en")).toBe(made);
  });
});
