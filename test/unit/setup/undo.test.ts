import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineDiff } from "../../../src/setup/core/diff.ts";
import { withLines, withoutLines } from "../../../src/setup/core/lines.ts";
import { type Change, joined } from "../../../src/setup/core/manifest.ts";
import { settingEdits } from "../../../src/setup/core/settings.ts";
import { settingsOf, undoSettings } from "../../../src/setup/core/undo.ts";

const sha = (digit: string) => digit.repeat(64);
const owner = { mode: 0o644, uid: 0, gid: 0 };
const file = (before: string | undefined, after: string, more: object = {}): Change => ({
  kind: "file",
  path: "/p/opencode.json",
  role: "config",
  after: sha(after),
  ...(before ? { before: { sha: sha(before), ...owner } } : {}),
  ...more,
});

describe("two installs one after the other", () => {
  test("keep the oldest before and the newest after", () => {
    const setting = { path: ["model"], after: "x" };
    expect(
      joined(
        [file("a", "b", { settings: [{ ...setting, before: "old" }] })],
        [file("b", "c", { settings: [{ ...setting, before: "x", after: "y" }] })],
      ),
    ).toEqual([file("a", "c", { settings: [{ path: ["model"], before: "old", after: "y" }] })]);
  });

  test("remember that the user has edited a configuration in between", () => {
    expect(joined([file("a", "b")], [file("d", "c")])).toEqual([
      file("a", "c", { mixed: true, settings: [] }),
    ]);
  });

  test("give back a prompt as the user had it last", () => {
    const prompt = { role: "prompt" };
    expect(joined([file(undefined, "b", prompt)], [file("d", "c", prompt)])).toEqual([
      file("d", "c", prompt),
    ]);
  });
});

test("a setting within an object of the first install becomes part of that", () => {
  const provider = { path: ["provider"], after: { vllm: { models: { a: {} } } } };
  const more = { path: ["provider", "vllm", "models", "b"], after: {} };
  expect(
    joined([file("a", "b", { settings: [provider] })], [file("b", "c", { settings: [more] })]),
  ).toEqual([
    file("a", "c", {
      settings: [{ path: ["provider"], after: { vllm: { models: { a: {}, b: {} } } } }],
    }),
  ]);
});

describe("settings are taken out of a document that was edited since", () => {
  test("an object of ours keeps what the user put into it", () => {
    const before = {};
    const after = { permission: { webfetch: "deny", websearch: "deny" } };
    const edits = [
      { path: ["permission", "webfetch"], value: "deny", why: "no-web-tools" as const },
      { path: ["permission", "websearch"], value: "deny", why: "no-web-tools" as const },
    ];
    const settings = settingsOf(before, after, edits);
    expect(settings).toEqual([{ path: ["permission"], after: after.permission }]);
    expect(undoSettings({ permission: { ...after.permission, bash: "ask" } }, settings)).toEqual({
      changes: [
        { path: ["permission", "webfetch"], value: undefined },
        { path: ["permission", "websearch"], value: undefined },
      ],
      kept: [],
    });
    expect(undoSettings(after, settings).changes).toEqual([
      { path: ["permission"], value: undefined },
    ]);
  });

  test("twice is once", () => {
    const settings = [{ path: ["model"], before: "old", after: "ours" }];
    expect(undoSettings({ model: "old" }, settings)).toEqual({ changes: [], kept: [] });
    expect(undoSettings({ model: "theirs" }, settings)).toEqual({ changes: [], kept: ["model"] });
  });
});

test("settings that fit need no edits, whatever else the file says", () => {
  const facts = {
    plugin: "oh-my-qwencoder@3.2.0",
    server: { baseURL: "http://gpu/v1", named: true, model: "m", context: 1000, output: 250 },
    mcp: [],
  };
  const config = {};
  const first = settingEdits(config, facts);
  expect(first.map(({ path }) => path.join("."))).toEqual([
    "$schema",
    "provider.vllm",
    "model",
    "small_model",
    "enabled_providers",
    "share",
    "autoupdate",
    "lsp",
    "formatter",
    "permission.webfetch",
    "permission.websearch",
    "plugin",
  ]);
});

test("lines are added once and taken out again, line ends kept", () => {
  const { text, added } = withLines("a\r\nb", ["b", "/c/"]);
  expect({ text, added }).toEqual({ text: "a\r\nb\r\n/c/\r\n", added: ["/c/"] });
  expect(withoutLines(text, added)).toBe("a\r\nb\r\n");
  expect(withLines("", ["/c/"]).text).toBe("/c/\n");
});

test("a diff applied to the old text gives the new one", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const text = (list: string[]) => list.map((line) => `${line}\n`).join("");
      const diff = lineDiff(text(a), text(b));
      expect(applied(a, diff)).toEqual(b);
    }),
    { numRuns: 2_000 },
  );
  expect(lineDiff("a\nb\n", "a\nb\n")).toBe("");
});

test("a diff of long texts that have nothing in common leads from one to the other, without a search through all changes", () => {
  const lines = (word: string) => Array.from({ length: 15_000 }, (_, at) => `${word} ${at}`);
  const [a, b] = [lines("a"), lines("b")];
  // Searched to the end, the first three take gigabytes.
  for (const [from, to] of [
    [[], b],
    [a, []],
    [a, b],
    [a, [...a.slice(0, 7_000), "new", ...a.slice(7_002)]],
  ] as const)
    expect(applied(from, lineDiff(from.join("\n"), to.join("\n"))).join("\n")).toBe(to.join("\n"));
});

/** Hunks say at which line of the old text they begin. */
function applied(lines: readonly string[], diff: string): string[] {
  const result: string[] = [];
  let old = 0;
  for (const line of diff === "" ? [] : diff.split("\n")) {
    const start = /^@@ (\d+) @@$/.exec(line)?.[1];
    if (start !== undefined) {
      while (old < Number(start) - 1) result.push(lines[old++] ?? "");
      continue;
    }
    if (!line.startsWith("+")) old = after(lines, old, line.slice(1));
    if (!line.startsWith("-")) result.push(line.slice(1));
  }
  return [...result, ...lines.slice(old)];
}

function after(lines: readonly string[], at: number, wanted: string): number {
  if (lines[at] !== wanted) throw new Error(`line ${at + 1} is not ${wanted}`);
  return at + 1;
}
