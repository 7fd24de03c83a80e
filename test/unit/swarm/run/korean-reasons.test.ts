// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are code.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { alike, type Sentence, say } from "../../../../src/kit/sentence.ts";
import { deny } from "../../../../src/swarm/core/run/denial.ts";
import { madeRefusals } from "../../../support/made-refusals.ts";

const SRC = fileURLToPath(new URL("../../../../src", import.meta.url));
/** What is wrong with a reason on a Korean screen; undefined if nothing is. */
function faultOf({ en, ko }: Sentence): string | undefined {
  if (!/[가-힣]/.test(ko)) return `no Korean: ${ko}`;
  if (ko.includes(en)) return `the English stands in the Korean: ${ko}`;
  const words = ko.replace(/[`"'{([][^`"'})\]]*[`"'})\]]/g, "0");
  const english = /[a-z']{2,}(?: [a-z']+){2,}/i.exec(words)?.[0];
  return english === undefined ? undefined : `English in the Korean: ${english}`;
}

test("every reason of a refusal that pure code makes is Korean on a Korean screen", () => {
  const all = madeRefusals();
  expect(new Set(all.map(({ code }) => code)).size).toBeGreaterThan(40);
  const faults = all.flatMap(({ asked, code, reason }) => {
    const fault = faultOf(reason);
    return fault === undefined ? [] : [`${asked} → ${code}: ${fault}`];
  });
  expect([...new Set(faults)]).toEqual([]);
});

describe("the control: this is found", () => {
  test.each([
    [alike("The plan is not approved."), /^no Korean/],
    [say("It is gone.", ""), /^no Korean/],
    [say("It is gone.", "없습니다 (It is gone.)"), /^the English stands/],
    [say("a is past it.", "이유: no call came between them"), /^English in the Korean/],
  ])("%j", (reason, fault) => {
    expect(faultOf(reason)).toMatch(fault);
    expect(faultOf(deny("NO_PROPOSAL", reason, "").why)).toMatch(fault);
  });

  test.each([
    'deny("X", alike(`${a} is closed.`), "n")',
    'deny("X", { en: a, ko: a }, "n")',
    'deny("X", text as unknown as Sentence, "n")',
  ])("%s", (text) => {
    expect(reasonsIn(text)).toEqual([text]);
  });
});

test("no call of deny() passes one text for both languages", () => {
  const calls = readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(SRC, name), "utf8"));
  expect(calls.join("").split(" deny(").length).toBeGreaterThan(80);
  expect(calls.flatMap(reasonsIn)).toEqual([]);
});

/** The calls of deny() in a text whose reason is the same words twice, or is forced to be a sentence. */
function reasonsIn(text: string): string[] {
  if (!text.includes("deny(")) return [];
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "deny") {
      const reason = node.arguments[1]?.getText() ?? "";
      if (/\balike\(|\bas unknown\b|^\{/.test(reason)) found.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true));
  return found;
}
