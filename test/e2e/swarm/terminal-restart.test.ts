import { describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { dashboardScene, REQUESTS, words } from "../../support/dashboard-scene.ts";
import { heldWorker, waited } from "../../support/script-lines.ts";
import { Terminal } from "../../support/terminal.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const arena = sharedArena({ undo: true });
const possible = await Terminal.possible();

describe.skipIf(!possible || !IS_WHOLE).each(["en", "ko"] as const)(
  "after a kill, in %s (needs tmux)",
  (language) => {
    test("the open run is shown at once; the Workers' rows in its conversation are closed; a resume goes on", async () => {
      const { title, first } = REQUESTS[language];
      const scene = await dashboardScene(
        arena,
        {
          commander: waited(["a", "b"], { title }),
          workers: {
            a: heldWorker("a", `kill-${language}`),
            b: heldWorker("b", `kill-${language}`),
          },
        },
        { name: "kill", language },
      );
      const { ground, terminal, texts, start } = scene;
      await scene.approved(first, 2);
      await expect.poll(() => ground.events("WORKER_STARTED")).toHaveLength(2);
      await terminal.press("Escape");
      await terminal.shows(/Worker Task — w01[\s\S]*Worker Task — w02/);
      await terminal.kill();

      const next = await start(["--log-level=INFO"]);
      await next.shows(words(texts.first.open(title, "MONITORING")[0]?.split("(")[0] ?? ""));
      await next.shows(words(texts.notDriven));
      await next.kill();

      const session = await start(["--continue", "--log-level=INFO"]);
      // OpenCode draws a row that has ended with an error, and no row that spins. Nobody has taken the run over yet.
      await session.shows(/^(?![\s\S]*[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] Worker Task)[\s\S]*Worker Task — w01/);
      await session.shows(words(texts.notDriven));
      expect(await ground.events("WORKER_FAILED")).toEqual([]);
      // An act does, and it need not be an act that changes something.
      await session.type("/aegis status");
      await session.shows(/\/aegis status/);
      await session.press("Enter");
      await session.shows(new RegExp(`w01 ${texts.status.stopped} · w02 ${texts.status.stopped}`));
      expect(await ground.events("WORKER_FAILED")).toMatchObject([
        { failure: "INTERRUPTED" },
        { failure: "INTERRUPTED" },
      ]);
      await session.type("/aegis resume");
      await session.shows(/\/aegis resume/);
      await session.press("Enter");
      await session.shows(words(texts.said.resumed.workers("w01 a, w02 b")));
      // OpenCode has opened the worktrees itself, for the rows of the conversation.
      await expect.poll(() => ground.events("WORKER_STARTED")).toHaveLength(4);
      arena.model.release(`kill-${language}`);
    });
  },
);
