import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, type TestContext, test } from "vitest";
import type { Script } from "../../src/scripted-model/script.ts";
import { STEERING_WORDS } from "../../src/steering/core/words.ts";
import type { EventType } from "../../src/swarm/core/run/events.ts";
import { WORDS } from "../../src/swarm/core/text/messages.ts";
import { TUI_WORDS } from "../../src/tui/core/words.ts";
import { asked, begins } from "../support/dashboard-scene.ts";
import { Terminal } from "../support/terminal.ts";
import { cutRun, longRun, TEXTS } from "./lines.ts";
import { Stage } from "./stage.ts";
import { captureFile, LANGUAGES, type StateName, wideNeed } from "./states.ts";

const possible = await Terminal.possible();
const OPTIONS = /1\. [\s\S]*5\. Type your own answer/;
const ANSWERS = /Commander: (?:the model answers|모델 응답 중)/;
const diffs = (cards: number) => new RegExp(`(?:Diff: [\\s\\S]*){${cards}}`);
const MENU = /1\. QA 2[\s\S]*7\. Type your own answer/;

describe.skipIf(!possible).concurrent.each(LANGUAGES)("in %s (needs tmux)", (language) => {
  const texts = TEXTS[language];
  const { status } = WORDS[language];
  const said = STEERING_WORDS[language];
  const { sure } = TUI_WORDS[language].acts;

  /** A stage, what keeps its screens, and what waits for its journal. */
  async function play({ expect, onTestFinished }: TestContext, script: Script) {
    const stage = await Stage.open(language, script);
    onTestFinished(() => stage.close());
    const kept = async (state: StateName, key?: string) => {
      for (const { size, screen } of await stage.screens(wideNeed(state), key))
        await expect.soft(screen).toMatchFileSnapshot(captureFile(language, state, size));
    };
    const keptOver = async (state: StateName, ...needs: readonly RegExp[]) => {
      await stage.openDashboard();
      for (const need of needs) await stage.shows(need);
      await kept(state);
      await stage.leave();
    };
    /** The Worker's second request: what it wrote with the first is recorded. */
    const wrote = (worker: string) =>
      stage.model.waitFor(
        ({ raw, step }) => raw.includes(`\\nWorker: ${worker}\\n`) && step === 1,
        120_000,
      );
    const count = (type: EventType, wanted: number) => stage.recorded(type, wanted);
    return { stage, kept, keptOver, count, wrote };
  }

  test("a run from its plan to its commit, and the plan of a second one", async (context) => {
    const { stage, kept, keptOver, count, wrote } = await play(context, longRun(language));
    await stage.start();
    await stage.shows(/Ask anything/);
    await kept("home");

    await stage.say(texts.request);
    await stage.shows(OPTIONS);
    await kept("design-choices", "End");
    await kept("design-plan", "Home");
    await stage.press("End");
    await stage.openDashboard();
    await stage.press("p");
    await stage.shows(new RegExp(TUI_WORDS[language].plan.waits));
    await kept("design-plan-dashboard");
    await stage.press("Escape");
    await stage.shows(/^ Aegis /);
    await stage.leave();
    await stage.press("4");
    await stage.shows(MENU);
    await kept("design-menu", "End");
    await stage.press("4");
    await count("PLAN_CHOICE_MADE", 1);
    await stage.gone(MENU);
    await stage.shows(OPTIONS);
    await stage.press("1");

    await count("CALL_REFUSED", 1);
    await kept("refusal", "End");
    await keptOver("refusal-dashboard", ANSWERS);
    stage.model.release("refused");

    await count("WORKER_STARTED", 3);
    await wrote("search");
    stage.model.release("auth");
    await count("WORKER_COMPLETED", 1);
    await wrote("mail");
    stage.model.release("pay");
    await count("WORKER_FAILED", 1);
    await count("WORKER_STARTED", 5);
    await stage.openDashboard();
    await stage.choose("w05");
    await stage.press("x");
    await stage.shows(asked(sure.cancel("w05")));
    await stage.press("Enter");
    await stage.shows(new RegExp(`w05 board {2}${status.cancelled}`));
    await stage.press("s");
    await stage.shows(asked(sure.stop("")));
    await stage.press("Enter");
    await stage.shows(new RegExp(`w04 mail {2}${status.stopped}`));
    await stage.choose("w03");
    await stage.press("t");
    await stage.shows(asked(sure.retry("w03")));
    await stage.terminal.type(texts.mend);
    await stage.shows(new RegExp(texts.mend));
    await stage.press("Enter");
    await stage.shows(begins(said.retried("w03 search")));
    await stage.model.waitFor(
      ({ raw }) => raw.includes("\\nWorker: search\\n") && raw.includes(texts.mend),
      120_000,
    );
    await stage.leave();
    await kept("monitoring-mixed", "End");
    await keptOver("monitoring-mixed-dashboard", ANSWERS, diffs(3));

    await stage.openDashboard();
    await stage.press("r");
    await stage.shows(asked(sure.resume("")));
    await stage.press("Enter");
    await stage.shows(begins(said.resumed.workers("w04 mail")));
    await stage.leave();
    stage.model.release("mixed");
    await count("WORKER_STARTED", 8);
    for (const [at, gate] of ["work", "mail", "pay again", "board"].entries()) {
      stage.model.release(gate);
      await count("WORKER_COMPLETED", at + 2);
      // The board had waited for the search's place.
      if (gate === "work") await count("WORKER_STARTED", 9);
    }
    await count("QA_FAILED", 1);
    await kept("final-qa-failed", "End");
    await keptOver("final-qa-failed-dashboard", ANSWERS, diffs(5));
    stage.model.release("failed");

    await stage.shows(new RegExp(texts.onBranch));
    await count("COMMITTED", 1);
    await kept("done", "End");
    // The diff of the second try replaces the first one's at a later look.
    await keptOver("done-dashboard", diffs(5), /Diff: .*\+1 −1/);

    await stage.say(texts.second.request);
    await stage.shows(OPTIONS);
    await kept("second-run", "End");
    await keptOver("second-run-dashboard", /Commander: question/);
  });

  test("without a sandbox for shells, and after OpenCode was killed", async (context) => {
    const { stage, kept, keptOver, count, wrote } = await play(context, cutRun(language));
    await stage.start({ AEGIS_SANDBOX_MODE: "off" });
    await stage.shows(/Ask anything/);
    await stage.say(texts.restart.request);
    await stage.shows(OPTIONS);
    await stage.press("1");
    await count("PLAN_APPROVED", 1);
    await stage.gone(OPTIONS);
    await stage.shows(/\bdoctor\b/);
    await stage.shows(/▸ Aegis 2\/7/);
    await kept("degraded-approved", "End");
    stage.model.release("approved");
    await count("WORKER_COMPLETED", 1);
    await wrote("board");
    stage.model.release("status");
    await stage.shows(/worker_wait/);
    await kept("degraded", "End");
    await stage.say("/aegis status");
    await stage.shows(language === "ko" ? /셸 쓰기 범위:/ : /shell scope:/);
    await kept("degraded-status", "End");

    await stage.terminal.kill();
    await stage.terminal.close();
    await stage.start();
    await stage.shows(/Ask anything/);
    await stage.shows(new RegExp(texts.restart.title));
    await kept("after-restart-home");
    await stage.terminal.close();
    await stage.start({}, "--continue");
    await stage.shows(new RegExp(texts.restart.title));
    await kept("after-restart", "End");
    await stage.say(texts.restart.goOn);
    await count("WORKER_RETRIED", 1);
    await count("WORKER_STARTED", 3);
    await stage.model.waitFor(
      ({ raw }) => raw.includes("\\nWorker: board\\n") && raw.includes(texts.restart.goOn),
      120_000,
    );
    await kept("after-restart-asked", "End");
    // OpenCode has opened the worktree by itself, and has loaded nothing for it.
    const modules = join(stage.ground.dir, ".aegis/worktrees/w02/.opencode/node_modules");
    expect(await readdir(modules)).toEqual([".gitignore"]);
    await keptOver(
      "after-restart-dashboard",
      /Commander: worker_wait/,
      /Now: the model|지금: 모델/,
      diffs(2),
    );
  });
});
