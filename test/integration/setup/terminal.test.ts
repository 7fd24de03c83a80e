import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ROOT, type SetupScene, setupScene } from "../../support/setup-scene.ts";
import { Terminal } from "../../support/terminal.ts";

const possible = await Terminal.possible();

/** The command in a real terminal; its exit code is shown when it has ended. */
async function started(scene: SetupScene, name: string, args: string): Promise<Terminal> {
  const bin = join(ROOT, "bin/oh-my-qwencoder.js");
  const script = join(scene.dir, `../${name}.sh`);
  await writeFile(script, `#!/bin/sh\nnode ${bin} ${args}\necho ended with $?\ncat\n`);
  await chmod(script, 0o755);
  const terminal = await Terminal.start({
    name,
    command: script,
    cwd: scene.dir,
    env: { ...scene.env, TERM: "xterm-256color" },
    rows: 120,
  });
  onTestFinished(() => terminal.close());
  return terminal;
}

test.skipIf(!possible)(
  "asks for server and model, shows the plan, and writes on Enter",
  async () => {
    const scene = await setupScene("line-comments");
    const terminal = await started(scene, "setup-yes", "install");
    await terminal.shows(/Address of the model server/);
    await terminal.press("C-u");
    await terminal.type("http://127.0.0.1:9/v1");
    await terminal.press("Enter");
    await terminal.shows(/Model\n/);
    await terminal.press("C-u");
    await terminal.type("my-model");
    await terminal.press("Enter");
    await terminal.shows(/Write this\?/);
    expect(await scene.exists(".aegis")).toBe(false);
    await terminal.press("Enter");
    await terminal.shows(/ended with 0/);
    expect(await scene.read("opencode.json")).toContain('"model": "vllm/my-model"');
  },
);

test.skipIf(!possible)("Ctrl-C and no change nothing", async () => {
  const scene = await setupScene("line-comments");
  const before = await scene.everything();
  const stopped = await started(scene, "setup-stop", "install --lang ko");
  await stopped.shows(/모델 서버 주소/);
  await stopped.press("C-c");
  await stopped.shows(/ended with 130/);
  const declined = await started(
    scene,
    "setup-no",
    "install --model m --base-url http://127.0.0.1:9",
  );
  await declined.shows(/Write this\?/);
  await declined.type("n");
  await declined.shows(/Nothing was changed\.\s+ended with 0/);
  expect(await scene.everything()).toEqual(before);
});
