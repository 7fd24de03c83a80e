import { chmod, readdir, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { visit } from "jsonc-parser";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { CONFIGS, documentOf, type SetupScene, setupScene } from "../../support/setup-scene.ts";

/** Where the first error of each stands, as file:line:column. */
const MALFORMED: Record<string, RegExp> = {
  "malformed-missing-comma": /opencode\.json:3:3: CommaExpected/,
  "malformed-unclosed": /opencode\.json:4:1: CloseBraceExpected/,
  "malformed-single-quotes": /opencode\.json:2:3: InvalidSymbol/,
  "malformed-text-after": /opencode\.json:4:1: EndOfFileExpected/,
  "malformed-unclosed-comment": /opencode\.json:2:23: UnexpectedEndOfComment/,
  "malformed-nested-block-comment": /opencode\.json:2:16: InvalidSymbol/,
  "malformed-merge-markers": /opencode\.json:2:1: InvalidSymbol/,
  "malformed-no-value": /opencode\.json:3:1: ValueExpected/,
  "malformed-latin1": /opencode\.json:1:1: the file is not UTF-8/,
  "malformed-in-the-other-file": /opencode\.json:2:23: PropertyNameExpected/,
  "root-list": /opencode\.json:1:1: the document is a list, not an object/,
  "root-string": /opencode\.json:1:1: the document is a string, not an object/,
  "root-null": /opencode\.json:1:1: the document is null, not an object/,
  "root-number": /opencode\.json:1:1: the document is a number, not an object/,
};
const MODES: Record<string, number> = { "read-only": 0o444, "private-mode": 0o600 };
/** The file that has to be changed, where it is not opencode.json. */
const TARGET: Record<string, string> = {
  "block-comments": "opencode.jsonc",
  "nested-comments": "opencode.jsonc",
  "jsonc-beside-json": "opencode.jsonc",
  "in-dot-opencode": ".opencode/opencode.json",
  "in-dot-opencode-jsonc-and-top": ".opencode/opencode.jsonc",
  symlink: "config/opencode-shared.json",
  "symlink-to-nothing": "config/later.json",
};
/** The settings install may touch, written down here a second time on purpose. */
const OURS = [
  /^\$schema$/,
  /^provider$/,
  /^provider\.vllm(\.|$)/,
  /^(small_)?model$/,
  /^enabled_providers(\.0)?$/,
  /^(share|autoupdate|lsp|formatter)$/,
  /^permission(\.web(fetch|search))?$/,
  /^plugin(\.\d+(\.0)?)?$/,
];
/** And what it may touch in single files: a server OpenCode would refuse, a value it could not read. */
const ALSO: Record<string, RegExp> = {
  "mcp-stdio": /^mcp\.files\.(type|command|args|env|environment|enabled)$/,
  "permission-string": /^permission/,
  "wrong-kinds": /^permission/,
};

const names = await readdir(CONFIGS);
const fine = names.filter((name) => !(name in MALFORMED));

test("there are enough configurations", () => {
  expect(fine.length).toBeGreaterThanOrEqual(32);
  expect(names).toEqual(expect.arrayContaining(Object.keys(MALFORMED)));
});

describe.each([...fine, "very-large"])("%s", (name) => {
  test("is changed where it has to be and comes back byte for byte", async () => {
    const scene = await sceneOf(name);
    const before = await scene.everything();
    const target = join(scene.dir, TARGET[name] ?? "opencode.json");
    const text = await readFile(target, "utf8").catch(() => "");

    const first = await scene.install({ json: true });
    expect(first).toMatchObject({ code: 0, error: "" });
    expect(documentOf(first)).toMatchObject({ ok: true, written: true });
    const after = await readFile(target, "utf8");
    const installed = await scene.everything();
    expectOnlyOurs(text, after, ALSO[name]);
    expectSameHand(text, after);

    const second = await scene.install({ json: true });
    expect(documentOf(second)).toMatchObject({ ok: true, nothingToDo: true, written: false });
    expect(await scene.everything()).toEqual(installed);

    const third = await scene.uninstall({ json: true });
    expect(third).toMatchObject({ code: 0, error: "" });
    expect(documentOf(third).left).toEqual([]);
    expect(await scene.everything()).toEqual(before);
  });
});

test.each(Object.entries(MALFORMED))("%s: nothing is written", async (name, place) => {
  const scene = await sceneOf(name);
  const before = await scene.everything();
  const said = await scene.install();
  expect(said.code).toBe(2);
  expect(said.error).toMatch(place);
  expect(await scene.everything()).toEqual(before);
});

test("a server of the user's own stays theirs, also when another file names it", async () => {
  for (const name of ["provider-own-server", "jsonc-beside-json"]) {
    const scene = await sceneOf(name);
    expect((await scene.install({ baseUrl: undefined })).code).toBe(0);
    const after = parsed(await scene.read(TARGET[name] ?? "opencode.json"));
    expect(after).not.toHaveProperty("provider.vllm");
    expect(after).toMatchObject({
      enabled_providers: [],
      small_model: expect.stringMatching(/^local\//),
    });
  }
});

test("of a key that stands twice the last counts, and that one is changed", async () => {
  const scene = await sceneOf("duplicate-keys");
  await scene.install();
  const text = await scene.read("opencode.json");
  expect(text).toContain('"model": "a/first"');
  expect(parsed(text)).toMatchObject({
    model: "vllm/qwen3-coder-next",
    permission: { bash: "ask", webfetch: "deny", websearch: "deny" },
  });
});

test("web tools are denied behind the rule that would allow them again", async () => {
  const scene = await sceneOf("permission-star-last");
  await scene.install();
  const { permission } = parsed(await scene.read("opencode.json"));
  expect(Object.keys(permission as object)).toEqual(["bash", "*", "webfetch", "websearch"]);
});

test("the stdio form of other tools becomes OpenCode's, in the file that wins and in the other", async () => {
  const one = await sceneOf("mcp-stdio");
  await one.install();
  expect(parsed(await one.read("opencode.json"))["mcp"]).toEqual({
    files: {
      type: "local",
      command: ["node", "tools/files-mcp.mjs", "--root", "."],
      enabled: true,
      environment: { LEVEL: "info" },
    },
    docs: { type: "remote", url: "http://docs.internal/mcp" },
  });
  const two = await sceneOf("jsonc-beside-json");
  await two.install();
  expect(parsed(await two.read("opencode.json"))["mcp"]).toEqual({
    old: { type: "local", command: ["old-mcp"], enabled: true },
  });
});

test.each([
  ["plugin-older-ours", ["oh-my-qwencoder@3.2.0", "opencode-notify@1.0.0"]],
  [
    "plugin-older-ours-with-options",
    ["opencode-notify@1.0.0", ["oh-my-qwencoder@3.2.0", { swarm: true }]],
  ],
])("%s: another version of ours is replaced where it stands", async (name, list) => {
  const scene = await sceneOf(name);
  await scene.install();
  expect(parsed(await scene.read("opencode.json"))["plugin"]).toEqual(list);
});

test("a link stays a link and keeps what it leads to", async () => {
  const scene = await sceneOf("symlink");
  await scene.install();
  expect(await realpath(join(scene.dir, "opencode.json"))).toBe(
    join(scene.dir, "config/opencode-shared.json"),
  );
});

async function sceneOf(name: string): Promise<SetupScene> {
  const scene = await setupScene(name === "very-large" ? undefined : name);
  if (name === "very-large") await scene.write("opencode.json", veryLarge());
  const mode = MODES[name];
  if (mode !== undefined) await chmod(join(scene.dir, "opencode.json"), mode);
  return scene;
}

/** About 700 kB with a comment for each agent. */
function veryLarge(): string {
  const agents = Array.from(
    { length: 4_000 },
    (_, index) =>
      `    // number ${index}\n    "agent-${index}": { "mode": "subagent", "prompt": "${"Look closely. ".repeat(8)}" }`,
  );
  return `{\n  "agent": {\n${agents.join(",\n")}\n  },\n  "theme": "opencode"\n}\n`;
}

/** Read by another parser than the one under test. */
function parsed(text: string): Record<string, unknown> {
  if (text.trim() === "") return {};
  const body = text.replace(/^\uFEFF/, "");
  const { config, error } = ts.parseConfigFileTextToJson("opencode.json", body);
  expect(error).toBeUndefined();
  return config as Record<string, unknown>;
}

function expectOnlyOurs(before: string, after: string, also: RegExp | undefined): void {
  const changed = differing(parsed(before), parsed(after));
  const allowed = also ? [...OURS, also] : OURS;
  expect(changed.filter((path) => !allowed.some((one) => one.test(path)))).toEqual([]);
  // A file that needed nothing would make the line above pass for nothing.
  expect(changed.length).toBeGreaterThan(0);
}

/** Paths of what differs; objects and lists that are on one side only are one path. */
function differing(before: unknown, after: unknown, path: string[] = []): string[] {
  if (isGroup(before) && isGroup(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differing(before[key], after[key], [...path, key]));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [path.join(".")];
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Comments, byte order mark, line ends and the last line are as the author wrote them. */
function expectSameHand(before: string, after: string): void {
  expect(commentsOf(after)).toEqual(commentsOf(before));
  expect(after.startsWith("\uFEFF")).toBe(before.startsWith("\uFEFF"));
  if (before.includes("\r\n")) expect(after.replaceAll("\r\n", "")).not.toContain("\n");
  else expect(after).not.toContain("\r");
  if (before.trim() === "") return;
  expect(/\s*$/.exec(after)?.[0]).toBe(/\s*$/.exec(before)?.[0]);
  if (/^\t/m.test(before)) expect(after).not.toMatch(/^ /m);
  if (!before.trim().includes("\n") && before.trim() !== "{}")
    expect(after.trim()).not.toContain("\n");
  const untouched = before.split(/\r?\n/).filter((line) => /^\s*\/\//.test(line));
  expect(after.split(/\r?\n/)).toEqual(expect.arrayContaining(untouched));
}

function commentsOf(text: string): string[] {
  const body = text.replace(/^\uFEFF/, "");
  const found: string[] = [];
  visit(body, { onComment: (offset, length) => found.push(body.slice(offset, offset + length)) });
  return found;
}
