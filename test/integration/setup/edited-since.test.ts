import { chmod, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { documentOf, type SetupScene, setupScene } from "../../support/setup-scene.ts";

const COMMANDER = ".opencode/agents/commander.md";

test("what the user added to the configuration stays, ours goes", async () => {
  const scene = await setupScene("line-comments");
  await scene.install();
  const text = await scene.read("opencode.json");
  await scene.write(
    "opencode.json",
    text
      .replace('"theme": "opencode"', '"theme": "nord"')
      .replace('"deny"', '"deny", "bash": "ask"'),
  );
  const said = await scene.uninstall({ json: true });
  expect(documentOf(said).left).toEqual([]);
  expect(await scene.read("opencode.json")).toBe(
    '{\n  // who may edit what\n  "theme": "nord", // dark\n  // last remark\n  "username": "dev",\n  "permission": {\n    "bash": "ask"\n  }\n  // after the last value\n}\n',
  );
});

test("a setting the user has changed since stays and is named", async () => {
  const scene = await setupScene("no-final-newline");
  await scene.install();
  const text = await scene.read("opencode.json");
  await scene.write("opencode.json", text.replace('"share": "disabled"', '"share": "manual"'));
  const said = await scene.uninstall({ json: true });
  expect(documentOf(said).left).toEqual([
    { path: join(scene.dir, "opencode.json"), why: "setting", what: "share" },
  ]);
  expect(JSON.parse(await scene.read("opencode.json"))).toEqual({
    theme: "opencode",
    autoupdate: true,
    share: "manual",
  });
});

test("our entry is taken out of a plugin list that has moved, an older one comes back", async () => {
  const added = await setupScene("plugins-strings");
  await added.install();
  await edit(added, '"opencode-notify@1.0.0",', '"first@1.0.0", "opencode-notify@1.0.0",');
  await added.uninstall();
  const text = await added.read("opencode.json");
  expect(text).toContain('"first@1.0.0", "opencode-notify@1.0.0", // sounds');
  expect(text).not.toContain("oh-my-qwencoder");

  const older = await setupScene("plugin-older-ours-with-options");
  await older.install();
  await edit(older, '"opencode-notify@1.0.0",', '"opencode-notify@1.0.1",');
  await older.uninstall();
  expect(JSON.parse(await older.read("opencode.json"))).toEqual({
    plugin: ["opencode-notify@1.0.1", ["oh-my-qwencoder@3.1.2", { swarm: true }]],
  });
});

test("what was edited between two installs survives the uninstall", async () => {
  const scene = await setupScene("line-comments");
  await scene.install();
  await edit(scene, '"theme": "opencode"', '"theme": "nord"');
  await scene.install({ model: "another", force: true });
  expect(await scene.read("opencode.json")).toContain('"model": "vllm/another"');
  await scene.uninstall();
  expect(await scene.read("opencode.json")).toBe(
    '{\n  // who may edit what\n  "theme": "nord", // dark\n  // last remark\n  "username": "dev"\n  // after the last value\n}\n',
  );
});

test("a configuration that cannot be read any more stays whole", async () => {
  const scene = await setupScene("line-comments");
  await scene.install();
  await edit(scene, '"theme": "opencode"', '"theme": ');
  const text = await scene.read("opencode.json");
  const said = await scene.uninstall({ json: true });
  expect(documentOf(said).left?.[0]?.what).toMatch(/opencode\.json:3:\d+: ValueExpected/);
  expect(await scene.read("opencode.json")).toBe(text);
  expect(await scene.exists(".opencode")).toBe(false);
});

test("a prompt the user has written is shown against ours and never written over", async () => {
  const scene = await setupScene("edited-prompt-there");
  const own = await scene.read(COMMANDER);
  const said = await scene.install();
  expect(said.out).toContain("= keep .opencode/agents/commander.md");
  expect(said.out).toContain("-You are our own Commander.");
  expect(said.out).toContain("+You are the Aegis Commander.");
  expect(await scene.read(COMMANDER)).toBe(own);
  expect(documentOf(await scene.install({ json: true })).nothingToDo).toBe(true);

  await scene.install({ force: true });
  expect(await scene.read(COMMANDER)).toContain("You are the Aegis Commander.");
  await scene.uninstall();
  expect(await scene.read(COMMANDER)).toBe(own);
});

test("a prompt of ours follows the package, one that was edited since stays after uninstall", async () => {
  const scene = await setupScene("no-config");
  await scene.install();
  await scene.write(".opencode/agents/scout.md", "My own Scout.\n");
  const said = await scene.uninstall({ json: true });
  expect(documentOf(said).left).toEqual([
    { path: join(scene.dir, ".opencode/agents/scout.md"), why: "edited" },
  ]);
  expect(await scene.read(".opencode/agents/scout.md")).toBe("My own Scout.\n");
  expect(await scene.exists(".opencode/agents/worker.md")).toBe(false);
});

test("lines added to git's exclude file since stay, ours go", async () => {
  const scene = await setupScene("no-config");
  await scene.install();
  const file = ".git/info/exclude";
  await scene.write(file, `${await scene.read(file)}/mine\n`);
  await scene.uninstall();
  const text = await scene.read(file);
  expect(text).toContain("/mine\n");
  expect(text).not.toContain(".aegis");
});

test("a file the user has deleted is not brought back", async () => {
  const scene = await setupScene("line-comments");
  await scene.install();
  await scene.delete("opencode.json");
  const said = await scene.uninstall({ json: true });
  expect(documentOf(said).left).toEqual([
    { path: join(scene.dir, "opencode.json"), why: "deleted" },
  ]);
  expect(await scene.exists("opencode.json")).toBe(false);
});

test("permission bits stay, backups are for the user alone", async () => {
  const scene = await setupScene("private-mode");
  const path = join(scene.dir, "opencode.json");
  await chmod(path, 0o640);
  await scene.install();
  expect((await stat(path)).mode & 0o777).toBe(0o640);
  const manifest = join(scene.dir, ".aegis/install/manifest.json");
  expect((await stat(manifest)).mode & 0o777).toBe(0o600);
  const { changes } = JSON.parse(await readFile(manifest, "utf8")) as {
    changes: { path: string; before?: { sha: string } }[];
  };
  const sha = changes.find((change) => change.path === "opencode.json")?.before?.sha ?? "";
  const backup = await stat(join(scene.dir, ".aegis/install/backup", sha));
  expect(backup.mode & 0o777).toBe(0o600);
});

test("a project that was moved is uninstalled where it is now", async () => {
  const scene = await setupScene("line-comments");
  const before = await scene.read("opencode.json");
  await scene.install();
  const { rename } = await import("node:fs/promises");
  const moved = `${scene.dir}-moved`;
  await rename(scene.dir, moved);
  await scene.uninstall({ cwd: moved });
  expect(await readFile(join(moved, "opencode.json"), "utf8")).toBe(before);
});

test("a backup that is gone stops the uninstall, which can be repeated", async () => {
  const scene = await setupScene("line-comments");
  const before = await scene.everything();
  await scene.install();
  const backup = join(scene.dir, ".aegis/install/backup");
  const { cp, rm } = await import("node:fs/promises");
  await cp(backup, `${scene.dir}-backup`, { recursive: true });
  await rm(backup, { recursive: true });
  const said = await scene.uninstall();
  expect(said.code).toBe(1);
  expect(said.error).toContain("The backup of");
  await cp(`${scene.dir}-backup`, backup, { recursive: true });
  expect((await scene.uninstall()).code).toBe(0);
  expect(await scene.everything()).toEqual(before);
});

async function edit(scene: SetupScene, from: string, to: string): Promise<void> {
  const text = await scene.read("opencode.json");
  expect(text).toContain(from);
  await scene.write("opencode.json", text.replace(from, to));
}
