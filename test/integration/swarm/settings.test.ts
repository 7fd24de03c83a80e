import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadSettings } from "../../../src/swarm/compose/settings.ts";

async function scene(files: { user?: string; project?: string } = {}) {
  const root = await mkdtemp(join(tmpdir(), "aegis-settings-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const places = {
    user: join(root, "config/oh-my-qwencoder/aegis.jsonc"),
    project: join(root, "top/.opencode/aegis.jsonc"),
  };
  for (const name of ["user", "project"] as const) {
    const text = files[name];
    if (text === undefined) continue;
    await mkdir(dirname(places[name]), { recursive: true });
    await writeFile(places[name], text);
  }
  const env = { XDG_CONFIG_HOME: join(root, "config") };
  return {
    places,
    load: (more: Record<string, string> = {}) =>
      loadSettings(join(root, "top"), { ...env, ...more }),
  };
}

describe("layers", () => {
  test("without any file the defaults hold", async () => {
    const { load } = await scene();
    expect(await load()).toMatchObject({ maxWorkers: 8, sandbox: "auto", language: "auto" });
  });

  test("user, then project, then environment, key by key", async () => {
    const { load } = await scene({
      user: '{ "maxWorkers": 2, "language": "ko", "limits": { "qaMinutes": 1, "toolCalls": 20 } }',
      project: '{ "maxWorkers": 3, "limits": { "qaMinutes": 2 } }',
    });
    expect(await load({ AEGIS_ADMISSION: "4", AEGIS_LANGUAGE: "" })).toMatchObject({
      maxWorkers: 3,
      language: "ko",
      admission: 4,
      limits: { qaMinutes: 2, toolCalls: 20, silenceMinutes: 10 },
    });
    expect((await load({ AEGIS_MAX_WORKERS: "5" })).maxWorkers).toBe(5);
  });

  test("comments, trailing commas and a byte order mark are fine", async () => {
    const { load } = await scene({ project: '\uFEFF{\n  // few\n  "maxWorkers": 2,\n}\n' });
    expect((await load()).maxWorkers).toBe(2);
  });
});

describe("the sandbox is only tightened", () => {
  const OFF = '{ "sandbox": "off" }';
  test.each([
    ["the user may switch it off", { user: OFF }, {}, "off"],
    ["the environment may, where nobody says more", {}, { AEGIS_SANDBOX_MODE: "off" }, "off"],
    ["a project may not", { project: OFF }, {}, "auto"],
    [
      "a project may not against the user",
      { user: '{ "sandbox": "strict" }', project: OFF },
      {},
      "strict",
    ],
    ["a project may be stricter", { user: OFF, project: '{ "sandbox": "strict" }' }, {}, "strict"],
    [
      "the environment does not loosen a project",
      { project: '{ "sandbox": "strict" }' },
      { AEGIS_SANDBOX_MODE: "off" },
      "strict",
    ],
  ] as const)("%s", async (_name, files, env, mode) => {
    const { load } = await scene(files);
    expect((await load(env)).sandbox).toBe(mode);
  });
});

describe("mistakes are named", () => {
  test("a syntax error by file, line and column", async () => {
    const { load, places } = await scene({
      project: '{\n  "maxWorkers": 2,\n  "language" "ko"\n}',
    });
    await expect(load()).rejects.toMatchObject({
      code: "BAD_CONFIG",
      message: `${places.project}:3:14: ColonExpected`,
    });
    const marked = await scene({ project: '\uFEFF{ "a" 1 }' });
    await expect(marked.load()).rejects.toMatchObject({
      message: expect.stringContaining(":1:7: ColonExpected"),
    });
  });

  test("an unknown key by file and nearest name", async () => {
    const { load, places } = await scene({ user: '{ "maxWorker": 2 }' });
    await expect(load()).rejects.toMatchObject({
      message: `${places.user}: "maxWorker" is not a setting.`,
      hint: 'Did you mean "maxWorkers"?',
    });
  });

  test("a bad variable by its name", async () => {
    const { load } = await scene();
    await expect(load({ AEGIS_MAX_WORKERS: "many" })).rejects.toMatchObject({
      message: expect.stringMatching(/^AEGIS_MAX_WORKERS: maxWorkers: /),
    });
  });

  test("a folder in the place of the file is no missing file", async () => {
    const { load, places } = await scene();
    await mkdir(places.project, { recursive: true });
    await expect(load()).rejects.toMatchObject({ code: "NOT_A_FILE" });
  });
});

test("an empty XDG_CONFIG_HOME and no HOME mean no user's file, not one of the project", async () => {
  const { load } = await scene({ user: '{ "maxWorkers": 2 }' });
  expect((await load()).maxWorkers).toBe(2);
  expect((await load({ XDG_CONFIG_HOME: "" })).maxWorkers).toBe(8);
});
