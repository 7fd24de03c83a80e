import { describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { asked, begins, dashboardScene, REQUESTS, words } from "../../support/dashboard-scene.ts";
import type { Ground } from "../../support/ground.ts";
import {
  approved,
  bash,
  calls,
  landed,
  merged,
  propose,
  reported,
  says,
  waited,
  waitForAll,
  write,
} from "../../support/script-lines.ts";
import { Terminal } from "../../support/terminal.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const arena = sharedArena({ undo: true });
const possible = await Terminal.possible();

/** Writes, then works on until the gate opens, then reports. */
const worker = (name: string, gate: string) => [
  calls(write(`src/${name}/ok.txt`, `${name}\n`)),
  { ...calls(bash("true")), hold: gate },
  ...reported(name),
];

const workers = (gate: string) => ({ a: worker("a", gate), b: worker("b", gate) });

/** Both Workers of this project have written their files, and their next answers are held. */
async function atWork(ground: Ground): Promise<void> {
  await expect.poll(() => ground.events("WORKER_STARTED")).toHaveLength(2);
  for (const { sessionID } of await ground.events("WORKER_STARTED"))
    await arena.model.waitFor(({ session, step }) => session === sessionID && step === 1, 240_000);
}

// Each language plays every case: minutes.
describe.skipIf(!possible || !IS_WHOLE).each(["en", "ko"] as const)(
  "by keys, in %s (needs tmux)",
  (language) => {
    const request = REQUESTS[language];
    const { title } = request;

    test("a Worker's conversation and diff are opened; it is cancelled and retried", async () => {
      const scene = await dashboardScene(
        arena,
        {
          commander: [...waited(["a", "b"], { title }), calls(waitForAll())],
          workers: workers(`look-${language}`),
        },
        { name: "worker", language },
      );
      const { ground, terminal, texts } = scene;
      const { acts, said, status } = texts;
      await scene.approved(request.first, 2);
      await terminal.shows(
        new RegExp(`4/7 · ${texts.outcome.open}[\\s\\S]*w01 a {2}.[\\s\\S]*w02 b {2}`),
      );
      // OpenCode's navigator names the Worker's conversation.
      await atWork(ground);
      await terminal.press("Tab");
      await terminal.shows(/▸ w01 a/);
      await terminal.press("Enter");
      await terminal.shows(/W01_a \(1 of 2\)/);
      await terminal.press("Up");
      await terminal.shows(/Worker Task — w01/);
      await scene.dashboard();
      await terminal.press("Tab");
      await terminal.shows(/▸ w01 a/);
      await terminal.press("d");
      await terminal.shows(/src\/a\/ok\.txt[\s\S]*\+a$/m);
      await terminal.press("Escape");
      await terminal.shows(/▸ w01 a/);

      // A question that is left does nothing.
      await terminal.press("x");
      await terminal.shows(asked(acts.sure.cancel("w01")));
      await terminal.press("Escape");
      await terminal.hides(asked(acts.sure.cancel("w01")));
      await terminal.press("p");
      await terminal.shows(words(texts.plan.approved));
      await terminal.press("Escape");
      await terminal.hides(words(texts.plan.approved));
      expect(await ground.events("WORKER_CANCELLED")).toEqual([]);
      await scene.sure("x", acts.sure.cancel("w01"));
      await terminal.shows(begins(said.cancelled("w01 a", "a")));
      expect(await terminal.shows(new RegExp(`w01 a {2}${status.cancelled}`))).toMatch(/w02 b/);
      expect(await ground.events("WORKER_CANCELLED")).toMatchObject([{ worker: "a" }]);

      await terminal.press("t");
      await terminal.shows(asked(acts.sure.retry("w01")));
      await terminal.type(request.mend);
      await terminal.shows(words(request.mend));
      await terminal.press("Enter");
      await terminal.shows(words(said.retried("w01 a")));
      await terminal.shows(new RegExp(`w01 a {2}(?:${status.exploring}|${status.implementing})`));
      expect(await ground.events("WORKER_RETRIED")).toMatchObject([
        { worker: "a", instructions: request.mend },
      ]);
      arena.model.release(`look-${language}`);
    });

    test("the run is stopped and resumed to its commit; the screen is then about the next plan", async () => {
      const scene = await dashboardScene(
        arena,
        {
          commander: [
            ...waited(["a", "b"], { title }),
            calls(waitForAll()),
            ...merged(),
            ...landed(),
            says("It is on your branch."),
            ...approved(["c"], { title: request.changed }),
            says("As you like."),
          ],
          workers: workers(`stop-${language}`),
        },
        { name: "stop", language },
      );
      const { ground, terminal, texts } = scene;
      const { acts, said, status, outcome } = texts;
      await scene.approved(request.first, 2);
      await atWork(ground);
      await scene.sure("s", acts.sure.stop(""));
      await terminal.shows(begins(said.stopped.workers("w01 a, w02 b")));
      await terminal.shows(
        new RegExp(`w01 a {2}${status.stopped}[\\s\\S]*w02 b {2}${status.stopped}`),
      );
      expect(await ground.events("WORKER_FAILED")).toMatchObject([
        { failure: "INTERRUPTED" },
        { failure: "INTERRUPTED" },
      ]);
      await scene.picture(new RegExp(`w01 a {2}${status.stopped}`));
      await scene.sure("r", acts.sure.resume(""));
      await terminal.shows(words(said.resumed.workers("w01 a, w02 b")));
      await terminal.shows(new RegExp(`4/7 · ${outcome.open}`));
      arena.model.release(`stop-${language}`);
      await terminal.shows(new RegExp(`7/7 · ${outcome.committed}`));
      await scene.picture(
        new RegExp(`7/7 · ${outcome.committed}[\\s\\S]*w01 a {2}${status.completed}`),
      );
      expect((await ground.state()).committed?.subject).toBe("feat: add the feature");

      await terminal.press("Escape");
      await terminal.shows(/It is on your branch\./);
      await scene.say(request.second);
      await scene.plan();
      await terminal.press("Escape");
      await terminal.shows(words(`Aegis ${request.changed}`));
      await scene.picture(new RegExp(`1/7 · ${outcome.open}`));
    });

    test("a plan that OpenCode does not ask about is approved by its key", async () => {
      const scene = await dashboardScene(
        arena,
        { commander: [calls(propose(["a"], { title })), says("I wait."), says("Good.")] },
        { name: "unasked", language },
      );
      const { ground, terminal, texts } = scene;
      await scene.say(request.first);
      await terminal.shows(/I wait\./);
      await scene.dashboard();
      await terminal.press("p");
      await terminal.shows(words(texts.plan.waits));
      await scene.sure("a", texts.plan.sure.approve(1));
      await terminal.shows(words(texts.said.plan.approved));
      await terminal.shows(new RegExp(`2/7 · ${texts.outcome.open}`));
      const [event] = await ground.events("PLAN_APPROVED");
      expect(event?.approval).toMatchObject({ by: "act", way: "terminal" });
    });

    test("Esc in the conversation says that Workers go on; the run is then ended for good", async () => {
      const scene = await dashboardScene(
        arena,
        {
          commander: [...waited(["a", "b"], { title }), calls(waitForAll())],
          workers: workers(`end-${language}`),
        },
        { name: "end", language },
      );
      const { ground, terminal, texts } = scene;
      const { acts, status, outcome } = texts;
      await scene.approved(request.first, 2);
      await atWork(ground);
      await terminal.press("Escape");
      await terminal.shows(/Worker Task — w01/);
      // OpenCode asks for a second Esc.
      await terminal.press("Escape");
      await terminal.shows(/again to interrupt/);
      await terminal.press("Escape");
      await terminal.shows(words("/aegis stop"));
      expect(await ground.events("WORKER_FAILED")).toEqual([]);
      await scene.dashboard();
      await terminal.shows(new RegExp(`4/7 · ${outcome.open}`));
      await scene.sure("A", acts.sure.abort(""));
      await terminal.shows(
        new RegExp(`7/7 · ${outcome.aborted}[\\s\\S]*w01 a {2}${status.stopped}`),
      );
      arena.model.release(`end-${language}`);
    });
  },
);
