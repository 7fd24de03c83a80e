import { describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { dashboardScene, REQUESTS, words } from "../../support/dashboard-scene.ts";
import { approved, calls, question, says } from "../../support/script-lines.ts";
import { Terminal } from "../../support/terminal.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const arena = sharedArena({ undo: true });
const possible = await Terminal.possible();

/** More than a screen of 24 rows holds. */
const LINES = Array.from({ length: 40 }, (_, at) => `Line ${at}.`);

describe.skipIf(!possible || !IS_WHOLE).each(["en", "ko"] as const)(
  "by keys, in %s (needs tmux)",
  (language) => {
    const request = REQUESTS[language];
    const { title } = request;

    test("a plan is read to its end, changed, declined; the next plan is approved", async () => {
      const scene = await dashboardScene(
        arena,
        {
          commander: [
            ...approved(["a", "b"], {
              title,
              summary: LINES.join("\n"),
            }),
            calls(question()),
            ...approved(["a", "b"], { title: request.changed }),
            says("As you like."),
            ...approved(["c"], { title }),
            says("Good."),
          ],
        },
        { name: "plan", language, columns: 80, rows: 24 },
      );
      const { ground, terminal, texts } = scene;
      await scene.say(request.first);
      await scene.plan();
      await terminal.press("End");
      await terminal.shows(/QA 4 \([\s\S]*\n Esc /);
      const wanted = new Set(LINES);
      for (let screen = await terminal.screen(); wanted.size > 0; ) {
        for (const line of LINES) if (screen.includes(line)) wanted.delete(line);
        if (wanted.size === 0) break;
        await terminal.press("PageUp");
        screen = await terminal.changes(screen);
      }
      await terminal.press("Home");
      await terminal.shows(words(texts.plan.waits));
      expect(await ground.events("PLAN_DECLINED")).toEqual([]);

      await terminal.press("q");
      await terminal.shows(words(texts.plan.wanted.choose));
      await terminal.type("QA 4");
      await terminal.press("Enter");
      await expect.poll(() => ground.events("PLAN_CHOICE_MADE")).toHaveLength(1);
      await terminal.shows(/^ QA 4 \(/m);
      await terminal.press("Escape");
      await terminal.hides(words(texts.timeline));
      // Not before OpenCode asks again, about the changed plan.
      await terminal.shows(/· QA 4 \([\s\S]*1\. [\s\S]*2\. [\s\S]*3\. /);
      await scene.plan();

      await terminal.press("c");
      await terminal.shows(words(texts.plan.answer.change));
      await terminal.type(request.change);
      await terminal.shows(words(request.change));
      await terminal.press("Enter");
      await expect.poll(() => ground.events("PLAN_PROPOSED")).toHaveLength(2);
      expect(await ground.events("PLAN_DECLINED")).toMatchObject([{ answer: request.change }]);
      await terminal.shows(words(`Aegis ${request.changed}`));

      // Declined: the run is where it was, the Commander has heard it, and the user goes on.
      // Not before OpenCode asks about the new plan.
      await terminal.press("Escape");
      await terminal.hides(words(texts.plan.waits));
      await scene.plan();
      await scene.sure("n", texts.plan.sure.decline(2));
      await terminal.shows(new RegExp(`1/7 · ${texts.outcome.open}`));
      await expect.poll(() => ground.events("PLAN_DECLINED")).toHaveLength(2);
      expect(await ground.state()).toMatchObject({ phase: "DESIGN" });
      await terminal.press("Escape");
      await terminal.shows(/As you like\./);
      const heard = arena.model.requests.filter(({ raw }) => raw.includes(texts.plan.declined));
      expect(heard.map(({ agent }) => agent)).toContain("commander");
      await scene.approved(request.more, 1);
      await terminal.shows(new RegExp(`2/7 · ${texts.outcome.open}`));
      expect(await ground.events("PLAN_APPROVED")).toMatchObject([
        { approval: { by: "question", way: "terminal" } },
      ]);
    });
  },
);
