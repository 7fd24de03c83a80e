import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { CheckResult } from "../../../src/doctor/core/check.ts";
import { doctor } from "../../../src/doctor/doctor.ts";
import { parseJsonc } from "../../../src/setup/adapters/jsonc.ts";
import { ROOT, type SetupScene, setupScene, VERSION } from "../../support/setup-scene.ts";

const TUI = ".opencode/tui.json";

async function scene(files: Record<string, string> = {}) {
  const made = await setupScene();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(made.dir, path)), { recursive: true });
    await writeFile(join(made.dir, path), text);
  }
  const tui = () => readFile(join(made.dir, TUI), "utf8").catch(() => undefined);
  const plugins = async () => parseJsonc((await tui()) ?? "{}", TUI)["plugin"];
  return { ...made, tui, plugins };
}

test("an install names this package to OpenCode's terminal, git does not see the file, and an uninstall takes it back", async () => {
  const made = await scene();
  const { install, uninstall, tui, plugins } = made;
  expect((await install()).code).toBe(0);
  expect(await plugins()).toEqual([expect.stringMatching(/^oh-my-qwencoder@\d/)]);
  expect(await made.status()).not.toContain("tui.json");
  const before = await tui();
  await install();
  expect(await tui()).toBe(before);
  expect((await uninstall()).code).toBe(0);
  expect(await tui()).toBeUndefined();
});

test("a file of the user's keeps its bytes beside the entry, and has them back after an uninstall", async () => {
  const mine = '{\n  // mine\n  "theme": "one",\n  "plugin": ["other@1.0.0"], // last\n}\n';
  const { install, uninstall, tui, plugins } = await scene({ [TUI]: mine });
  expect((await install()).code).toBe(0);
  expect(await plugins()).toEqual(["other@1.0.0", expect.stringMatching(/^oh-my-qwencoder@/)]);
  expect(await tui()).toContain('"theme": "one"');
  expect(await tui()).toContain("// mine");
  expect((await uninstall()).code).toBe(0);
  expect(await tui()).toBe(mine);
});

test("another version of ours is replaced in place", async () => {
  const old = '{ "plugin": ["a@1.0.0", "oh-my-qwencoder@3.1.2"] }';
  const { install, plugins } = await scene({ [TUI]: old });
  await install();
  expect(await plugins()).toEqual(["a@1.0.0", expect.not.stringContaining("3.1.2")]);
});

test.each(["theme", "keybinds", "tui"])(
  "nothing is written before OpenCode has moved %s there itself",
  async (key) => {
    const mine = JSON.stringify({ [key]: key === "theme" ? "one" : {} });
    const { install, tui } = await scene({ ".opencode/opencode.json": mine });
    expect((await install()).code).toBe(0);
    expect(await tui()).toBeUndefined();
  },
);

interface Said extends Pick<CheckResult, "id" | "status" | "what"> {
  fix?: string;
}

/** What `doctor config` says of the terminal's plugins. */
async function said({ dir, env }: SetupScene): Promise<Said | undefined> {
  let out = "";
  const place = { cwd: dir, env, packageRoot: ROOT, version: VERSION, openCodeRange: ">=1" };
  const shown = { color: false, verbose: false, language: "en" } as const;
  const write = (text: string) => {
    out += text;
  };
  const options = { place, wanted: ["config"], json: true, strict: false, ...shown, write };
  await doctor(options, { server: async () => [], plugin: async () => [] });
  const { results } = JSON.parse(out) as { results: Said[] };
  return results.find(({ id }) => id === "config.terminal");
}

test.each(["project", "global"] as const)(
  "doctor names a missing entry, and its fix mends it (%s)",
  async (scope) => {
    const made = await scene();
    await made.install({ scope });
    expect(await said(made)).toMatchObject({ status: "ok" });
    const file =
      scope === "project"
        ? join(made.dir, TUI)
        : join(made.env["HOME"] ?? "", ".config/opencode/tui.json");
    for (const text of ["{}", '{"plugin": ["oh-my-qwencoder@3.1.2"]}']) {
      await writeFile(file, text);
      const found = await said(made);
      expect(found).toMatchObject({ status: "warning" });
      const more = found?.fix === "oh-my-qwencoder install --global" ? "global" : "project";
      expect(more).toBe(scope);
      await made.install({ scope: more });
      expect(await said(made)).toMatchObject({ status: "ok" });
    }
  },
);

test("doctor names what else OpenCode's terminal loads, from above the project too", async () => {
  const made = await scene({ "../tui.json": '{"plugin": ["./theirs.js"]}' });
  await made.install();
  const found = await said(made);
  expect(found?.what.en).toMatch(/oh-my-qwencoder@.*other plugins: .\/theirs.js \(.*\/tui.json\)/);
});

test("a file that is not JSON stops the install by name and stays", async () => {
  const { install, tui } = await scene({ [TUI]: "{ nonsense" });
  const said = await install();
  expect(said.code).toBe(2);
  expect(`${said.out}${said.error}`).toContain(TUI);
  expect(await tui()).toBe("{ nonsense");
});
