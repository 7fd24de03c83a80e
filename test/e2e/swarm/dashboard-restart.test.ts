import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { RUN_WORDS } from "../../../src/runs/core/words.ts";
import { startModelServer } from "../../../src/scripted-model/server.ts";
import { WORDS } from "../../../src/swarm/core/text/messages.ts";
import { TUI_WORDS } from "../../../src/tui/core/words.ts";
import { installed } from "../../support/installed.ts";
import { pictures } from "../../support/screen-picture.ts";
import { calls, heldWorker, script, waited, waitForAll } from "../../support/script-lines.ts";
import { Terminal } from "../../support/terminal.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const possible = await Terminal.possible();

// Each language plays a run for minutes.
describe.skipIf(!possible || !IS_WHOLE).each([
  ["en", "build a and b", "Two folders"],
  ["ko", "a와 b를 만들어 주세요", "폴더 두 개 만들기"],
] as const)("in %s (needs tmux)", (language, request, title) => {
  test("the screen after OpenCode was killed and started again, the run goes on by a key, and the model server goes", async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-restart-")));
    onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
    const model = await startModelServer({
      script: script({
        commander: [...waited(["a", "b"], { title }), calls(waitForAll())],
        workers: { a: heldWorker("a", "work"), b: heldWorker("b", "work") },
      }),
    });
    onTestFinished(() => model.stop());
    const { env, ground } = await installed(folder, { baseURL: model.url });
    const { status } = WORDS[language];
    const { acts, server } = TUI_WORDS[language];
    const { outcome } = RUN_WORDS[language];
    const place = { command: inject("opencode").path, cwd: ground.dir, env };
    const dashboard = async (terminal: Terminal) => {
      await terminal.press("C-x");
      await terminal.press("w");
      await terminal.shows(/^ Aegis [\s\S]*\n Esc /);
    };
    const picture = async (terminal: Terminal, name: string) => {
      await expect(await pictures(terminal)).toMatchFileSnapshot(
        `dashboard/${name}.${language}.txt`,
      );
      await terminal.resize(150, 50);
    };

    const first = await Terminal.start({ name: `before-${language}`, ...place });
    await first.shows(/Ask anything/);
    await first.type(request);
    await first.shows(new RegExp(request));
    await first.press("Enter");
    await first.shows(/1\. [\s\S]*2\. [\s\S]*3\. /);
    await first.press("Enter");
    await first.shows(/w01 .*[\s\S]*w02 /);
    await expect.poll(() => ground.events("WORKER_STARTED"), { timeout: 240_000 }).toHaveLength(2);
    await first.kill();

    const terminal = await Terminal.start({
      name: `after-${language}`,
      args: ["--continue"],
      ...place,
    });
    onTestFinished(() => terminal.close());
    await terminal.shows(new RegExp(request));
    await dashboard(terminal);
    // Nothing of the run goes on by itself: the screen says so, and how to go on.
    await terminal.shows(/\/aegis resume[\s\S]* r /);
    expect(await ground.events("RUN_RESUMED")).toEqual([]);
    await picture(terminal, "after-a-restart");

    await terminal.press("r");
    await terminal.shows(new RegExp(acts.sure.resume("").slice(0, 12)));
    await terminal.press("Enter");
    await terminal.shows(new RegExp(`4/7 · ${outcome.open}`));
    await expect.poll(() => ground.events("WORKER_STARTED"), { timeout: 240_000 }).toHaveLength(4);
    expect(await ground.events("RUN_RESUMED")).toMatchObject([{ interrupted: ["a", "b"] }]);
    await model.stop();
    await terminal.shows(new RegExp(server.noData("\\d\\d:\\d\\d:\\d\\d")));
    await terminal.shows(new RegExp(`w01 a {2}${status.paused}[\\s\\S]*w02 b {2}${status.paused}`));
    await picture(terminal, "server-gone");
  });
});
