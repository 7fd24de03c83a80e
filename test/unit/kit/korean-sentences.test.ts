// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are code.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const TOP = fileURLToPath(new URL("../../../", import.meta.url));
/** What a person types is the same in every language. */
const COMMAND = /^(oh-my-qwencoder|npm|git|pip|apt-get|opencode) /;

test("every sentence for people is also Korean: say() has Hangul, alike() holds no English sentence", () => {
  const found = sources().flatMap((file) =>
    sentencesIn(read(file)).map((one) => ({ file, ...one })),
  );
  expect(found.length).toBeGreaterThan(600);
  const wrong = found.filter(({ fault }) => fault !== undefined);
  expect(wrong.map(({ file, fault }) => `${file}: ${fault}`)).toEqual([]);
});

test.each([
  'say("Nothing was written.", "Nothing was written.")',
  "say(`${path} is a link.`, `${path} is a link.`)",
  'say("It is gone.", "")',
  'alike("No run was started here.")',
  "alike(`${file} cannot be read`)",
])("%s is found", (text) => {
  expect(sentencesIn(text)).toEqual([{ fault: text }]);
});

test.each([
  'say("It is gone.", "없습니다.")',
  'alike("git init && git commit -m init")',
  "alike(path)",
  "say(`${name}: ${why.en}.`, `${name}: ${why.ko}.`)",
])("%s is right", (text) => {
  expect(sentencesIn(text)).toEqual([{ fault: undefined }]);
});

/** Each call of `say` and `alike` in a text, with what is wrong with it. */
function sentencesIn(text: string): { fault: string | undefined }[] {
  if (!/\b(say|alike)\(/.test(text)) return [];
  const found: { fault: string | undefined }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const name = node.expression.getText();
      const korean = node.arguments[name === "say" ? 1 : 0];
      if ((name === "say" || name === "alike") && korean)
        found.push({
          fault: isEnglish(korean) || isEmpty(korean, name) ? node.getText() : undefined,
        });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true));
  return found;
}

/** A text without Hangul that holds two English words beside each other outside `${…}`. */
function isEnglish(node: ts.Node): boolean {
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return false;
  const text = node.getText().slice(1, -1);
  const words = text.replace(/\$\{[^}]*\}/g, "");
  if (/[가-힣]/.test(text) || COMMAND.test(words)) return false;
  return /[a-z]{2,} (?:a )?[a-z]{2,}/.test(words);
}

/** `alike("")` says nothing in both languages. */
function isEmpty(node: ts.Node, name: string): boolean {
  return name === "say" && ts.isStringLiteralLike(node) && node.text === "";
}

function sources(): string[] {
  return readdirSync(path.join(TOP, "src"), { recursive: true, encoding: "utf8" })
    .map((name) => `src/${name.split(path.sep).join("/")}`)
    .filter((name) => name.endsWith(".ts"));
}

function read(file: string): string {
  return readFileSync(path.join(TOP, file), "utf8");
}
