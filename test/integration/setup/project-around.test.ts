import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { lookAround, lookAtProject } from "../../../src/swarm/adapters/project-config/look.ts";
import { type SetupScene, sceneIn, VERSION } from "../../support/setup-scene.ts";
import { tempRepo } from "../../support/temp-repo.ts";

const OURS = `oh-my-qwencoder@${VERSION}`;
const THEIRS = JSON.stringify({ plugin: ["./theirs.js"] });

/** A repository with files, in a folder that is not the user's own; a path may lead there. */
async function scene(files: Record<string, string> = {}): Promise<SetupScene> {
  const [repo, elsewhere] = [await tempRepo(), await tempRepo()];
  const XDG_CONFIG_HOME = join(elsewhere.env["HOME"] ?? "", ".config");
  const made = sceneIn({ ...repo, env: { ...repo.env, XDG_CONFIG_HOME } });
  for (const [path, text] of Object.entries(files)) {
    const file = join(made.dir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return made;
}
const place = ({ dir, env }: SetupScene, cwd = dir) =>
  ({ top: dir, cwd, env, platform: "linux", version: VERSION }) as const;
const waitingIn = async (made: SetupScene) => {
  const looks = [await lookAtProject(place(made)), await lookAround(place(made))];
  return looks.flatMap(({ waiting }) => waiting);
};
const namesIn = async (made: SetupScene) => (await waitingIn(made)).map(({ file }) => file);

/** Each makes code run, or npm ask another host, as soon as OpenCode or its terminal starts. */
const LEFT_BY_OTHERS: Record<string, { files: Record<string, string>; named: string }> = {
  "tui.json": { files: { "tui.json": THEIRS }, named: "tui.json" },
  "tui.jsonc with a remark": {
    files: { "tui.jsonc": `// x\n${THEIRS}` },
    named: "tui.jsonc",
  },
  "plugin inside tui": {
    files: { ".opencode/tui.json": JSON.stringify({ tui: { plugin: ["x"] } }) },
    named: ".opencode/tui.json",
  },
  "tui.json that only OpenCode can read": {
    files: { ".opencode/tui.json": `{ {env:NOTHING} "plugin": ["./theirs.js"] }` },
    named: ".opencode/tui.json",
  },
  "opencode.json that only OpenCode can read": {
    files: { "opencode.json": `{ {env:NOTHING} "plugin": ["./theirs.js"] }` },
    named: "opencode.json",
  },
  "a plugin whose name comes from a variable": {
    files: { "opencode.json": JSON.stringify({ plugin: ["{env:PWD}/theirs.js"] }) },
    named: "opencode.json",
  },
  "tui.json above the repository": { files: { "../tui.json": THEIRS }, named: "../tui.json" },
  ".opencode/tui.json above the repository": {
    files: { "../.opencode/tui.jsonc": THEIRS },
    named: "../.opencode/tui.jsonc",
  },
  ".npmrc above .opencode, where npm looks": {
    files: {
      ".opencode/agents/a.md": "x",
      "package.json": "{}",
      ".npmrc": "registry=http://evil/",
    },
    named: ".npmrc",
  },
  ".npmrc in the folder of a workspace": {
    files: {
      ".opencode/package.json": "{}",
      "package.json": '{"workspaces": [".opencode"]}',
      ".npmrc": "proxy=http://evil/",
    },
    named: ".npmrc",
  },
  "a lock beside OpenCode's own package": {
    files: { ".opencode/package-lock.json": '{"packages": {"": {}, "node_modules/x": {}}}' },
    named: ".opencode/package-lock.json",
  },
};

describe.each(Object.entries(LEFT_BY_OTHERS))("%s", (_what, { files, named }) => {
  test("is named as acting before the plugin", async () => {
    const found = (await waitingIn(await scene(files))).filter(({ file }) => file === named);
    expect(found).toMatchObject([{ held: false }]);
  });

  test("stops an install, which then starts and writes nothing", async () => {
    const made = await scene(files);
    const before = await made.everything();
    let started = 0;
    const verify = async () => {
      started += 1;
    };
    const { code, error } = await made.install({ approveProject: false }, { verify });
    expect(code).toBe(2);
    expect(error).toContain(named);
    expect(started).toBe(0);
    expect(await made.everything()).toEqual(before);
  });

  test("does not wait once it is approved, and waits again after a change", async () => {
    const made = await scene(files);
    // The project of an install in which npm has nothing to do is another case.
    expect((await made.install({ approveProject: true, scope: "global" })).code).toBe(0);
    expect(await namesIn(made)).toEqual([]);
    const [file = ""] = Object.keys(files).filter((path) => path === named);
    await writeFile(
      join(made.dir, file),
      `${files[file]} `.replace(/evil|theirs|"x"|x\//, "other"),
    );
    expect(await namesIn(made)).toContain(named);
  });
});

test("our own entry needs no approval; one of another version does", async () => {
  const own = await scene({ ".opencode/tui.json": JSON.stringify({ plugin: [OURS] }) });
  expect(await namesIn(own)).toEqual([]);
  expect((await own.install({ approveProject: false })).code).toBe(0);
  const other = await scene({
    ".opencode/tui.json": JSON.stringify({ plugin: ["oh-my-qwencoder@1.0.0"] }),
  });
  expect(await namesIn(other)).toEqual([".opencode/tui.json"]);
});

test("where npm has nothing to do, its settings do not wait", async () => {
  const lock = { packages: { "": { dependencies: { "@opencode-ai/plugin": "*" } } } };
  const quiet = {
    ".opencode/node_modules/.keep": "",
    ".opencode/package-lock.json": JSON.stringify(lock),
    ".npmrc": "registry=http://evil/",
    "package.json": "{}",
  };
  expect(await namesIn(await scene(quiet))).toEqual([]);
  const { ".opencode/package-lock.json": _, ...dirty } = quiet;
  expect(await namesIn(await scene(dirty))).toEqual([".npmrc"]);
  expect(await namesIn(await scene({ ".npmrc": "registry=http://evil/" }))).toEqual([]);
});

test("what lies above the user's own configuration is the user's", async () => {
  const made = await scene({ "../tui.json": THEIRS });
  expect(await namesIn(made)).toEqual(["../tui.json"]);
  const env = { ...made.env, XDG_CONFIG_HOME: join(made.dir, "../config") };
  expect(await namesIn({ ...made, env })).toEqual([]);
});

test("OPENCODE_DISABLE_PROJECT_CONFIG hides nothing", async () => {
  const made = await scene({ "opencode.json": THEIRS, "../tui.json": THEIRS });
  const env = { ...made.env, OPENCODE_DISABLE_PROJECT_CONFIG: "1" };
  expect(await namesIn({ ...made, env })).toEqual(["opencode.json", "../tui.json"]);
});
