import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { configSources } from "../../../src/setup/adapters/config-sources.ts";

async function found(
  files: Record<string, string>,
  options: { cwd?: string; env?: Record<string, string> } = {},
) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-sources-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const top = join(folder, "p");
  const sources = await configSources({
    top,
    cwd: join(top, options.cwd ?? ""),
    env: { HOME: join(folder, "home"), ...options.env },
    platform: "linux",
  });
  return sources
    .filter(({ config, fault, kind }) => kind !== "managed" && (config || fault))
    .map(({ name, config, fault }) => [
      name.replace(`${folder}/`, ""),
      fault?.replace(`${folder}/`, "") ?? config,
    ]);
}

const GLOBAL = "home/.config/opencode/opencode.json";

test("every place in the order in which OpenCode lets it count, lowest first", async () => {
  const env = { OPENCODE_CONFIG_CONTENT: '{"a": 6}' };
  expect(
    await found(
      {
        [GLOBAL]: '{"a": 1}',
        "p/opencode.json": '{"a": 2}',
        "p/opencode.jsonc": '// later\n{"a": 3,}',
        "p/sub/opencode.json": '{"a": 4}',
        "p/.opencode/opencode.json": '{"a": 5}',
        "p/other/opencode.json": '{"a": 9}',
      },
      { cwd: "sub", env },
    ),
  ).toEqual([
    [GLOBAL, { a: 1 }],
    ["p/opencode.json", { a: 2 }],
    ["p/opencode.jsonc", { a: 3 }],
    ["p/sub/opencode.json", { a: 4 }],
    ["p/.opencode/opencode.json", { a: 5 }],
    ["OPENCODE_CONFIG_CONTENT", { a: 6 }],
  ]);
});

test("XDG_CONFIG_HOME moves the global one; the project's can be switched off", async () => {
  const env = { OPENCODE_DISABLE_PROJECT_CONFIG: "1" };
  expect(await found({ [GLOBAL]: "{}", "p/opencode.json": "{}" }, { env })).toEqual([[GLOBAL, {}]]);
  expect(await found({ [GLOBAL]: "{}" }, { env: { XDG_CONFIG_HOME: "/nowhere" } })).toEqual([]);
});

test("what cannot be read is a fault with line and column, not a crash", async () => {
  expect(
    await found({ [GLOBAL]: "[]", "p/opencode.json": '{\n  "a": 1,\n  "b" 2\n}' }),
  ).toMatchObject([
    [GLOBAL, expect.stringContaining("a list, not an object")],
    ["p/opencode.json", expect.stringMatching(/^p\/opencode\.json:3:\d+: /)],
  ]);
});
