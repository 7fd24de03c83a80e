import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import type { Language } from "../../../src/kit/sentence.ts";
import { RUN_WORDS } from "../../../src/runs/core/words.ts";
import { STEERING_WORDS } from "../../../src/steering/core/words.ts";
import { WORDS } from "../../../src/swarm/core/text/messages.ts";
import { TUI_WORDS } from "../../../src/tui/core/words.ts";
import { sharedArena } from "../../support/arena.ts";
import { pictures } from "../../support/screen-picture.ts";
import {
  approve,
  bash,
  calls,
  landed,
  merged,
  propose,
  question,
  reported,
  says,
  script,
  waited,
  waitForAll,
  write,
} from "../../support/script-lines.ts";
import { Terminal } from "../../support/terminal.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const arena = sharedArena({ undo: true });
const possible = await Terminal.possible();

/** What the user says, and the titles of the plans, whose language the terminal's half speaks. */
const REQUESTS: Record<
  Language,
  Record<"title" | "first" | "second" | "change" | "changed" | "mend", string>
> = {
  en: {
    title: "Two folders",
    changed: "One folder",
    first: "build a and b",
    second: "now build c",
    change: "one more test",
    mend: "use types",
  },
  ko: {
    title: "폴더 두 개 만들기",
    changed: "폴더 하나 더",
    first: "a와 b를 만들어 주세요",
    second: "이제 c를 만들어 주세요",
    change: "테스트를 하나 더 넣어 주세요",
    mend: "타입을 써 주세요",
  },
};

/** Writes, then works on until the gate opens, then reports. */
const worker = (name: string) => [
  calls(write(`src/${name}/ok.txt`, `${name}\n`)),
  { ...calls(bash("true")), hold: "work" },
  ...reported(name),
];

/** A text of ours as a pattern: rows break it at blanks, and borders may stand between. */
function words(text: string): RegExp {
  const parts = text.split(/\s+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(parts.join("[\\s┃│»▸]+"));
}

/** The question of a dialog, which lies over other rows: as much of it as its first row holds. */
function asked(question: string): RegExp {
  return words(question.slice(0, 24).replace(/\s\S*$/, ""));
}

// Each language plays a run for minutes.
describe.skipIf(!possible || !IS_WHOLE).each(["en", "ko"] as const)(
  "in %s (needs tmux)",
  (language) => {
    test("a person approves, looks, cancels one Worker and retries it, stops the run, resumes it; then a second run", async () => {
      const said = { ...REQUESTS[language], ...STEERING_WORDS[language] };
      const { acts, plan } = TUI_WORDS[language];
      const { status } = WORDS[language];
      const { outcome } = RUN_WORDS[language];
      const half = pathToFileURL(join(inject("packed"), "dist/tui.js")).href;
      const ground = await arena.ground({
        "README.md": "# demo\n",
        ".opencode/tui.json": JSON.stringify({ plugin: [half] }),
      });
      await arena.model.setScript(
        script({
          commander: [
            ...waited(["a", "b"], { title: said.title }),
            calls(waitForAll()),
            ...merged(),
            ...landed(),
            says("It is on your branch."),
            calls(propose(["c"], { title: said.title })),
            calls(approve()),
            calls(question()),
            calls(propose(["c"], { title: said.changed })),
            calls(approve()),
            calls(question()),
            says("As you like."),
          ],
          workers: { a: worker("a"), b: worker("b") },
        }),
      );
      const terminal = await Terminal.start({
        name: `acts-${language}`,
        command: arena.opencode.path,
        cwd: ground.dir,
        env: arena.env,
      });
      onTestFinished(() => terminal.close());
      const say = async (text: string) => {
        await terminal.type(text);
        await terminal.shows(words(text));
        await terminal.press("Enter");
      };
      const dashboard = async () => {
        await terminal.press("C-x");
        await terminal.press("w");
        await terminal.shows(/^ Aegis [\s\S]*\n Esc /);
      };
      const journal = (type: Parameters<typeof ground.events>[0]) => ground.events(type);
      const picture = async (shown: RegExp) => {
        for (const screen of await pictures(terminal)) expect(screen).toMatch(shown);
        await terminal.resize(150, 50);
      };

      await terminal.shows(/Ask anything/);
      await say(said.first);
      await terminal.shows(/1\. [\s\S]*2\. [\s\S]*3\. /);
      await dashboard();
      await terminal.press("p");
      await terminal.shows(words(plan.waits));
      // The keys are there once OpenCode's own question is.
      await terminal.shows(words(plan.answer.decline));
      await terminal.press("a");
      await terminal.shows(asked(plan.sure.approve(2)));
      await terminal.press("Enter");
      await terminal.shows(
        new RegExp(`4/7 · ${outcome.open}[\\s\\S]*w01 a {2}.[\\s\\S]*w02 b {2}`),
      );
      expect(await journal("PLAN_APPROVED")).toMatchObject([
        { approval: { by: "question", way: "terminal" } },
      ]);

      // Look: the Worker's conversation, which OpenCode's navigator names, and its diff.
      await arena.model.waitFor(
        ({ raw, step }) => raw.includes("\\nWorker: a\\n") && step === 1,
        240_000,
      );
      await terminal.press("Tab");
      await terminal.shows(/▸ w01 a/);
      await terminal.press("Enter");
      await terminal.shows(/W01_a \(1 of 2\)/);
      await terminal.press("Up");
      await terminal.shows(/Worker Task — w01/);
      await dashboard();
      await terminal.press("Tab");
      await terminal.shows(/▸ w01 a/);
      await terminal.press("d");
      await terminal.shows(/src\/a\/ok\.txt[\s\S]*\+a$/m);
      await terminal.press("Escape");
      await terminal.shows(/▸ w01 a/);

      // One Worker is cancelled, and sent back to work with words.
      await terminal.press("x");
      await terminal.shows(asked(acts.sure.cancel("w01")));
      await terminal.press("Enter");
      await terminal.shows(words(said.cancelled("w01 a").split(".")[0] ?? ""));
      expect(await terminal.shows(new RegExp(`w01 a {2}${status.cancelled}`))).toMatch(/w02 b/);
      expect(await journal("WORKER_CANCELLED")).toMatchObject([
        { worker: "a", reason: "the user cancelled it with /aegis cancel" },
      ]);
      await terminal.press("t");
      await terminal.shows(asked(acts.sure.retry("w01")));
      await terminal.type(said.mend);
      await terminal.shows(words(said.mend));
      await terminal.press("Enter");
      await terminal.shows(words(said.retried("w01 a")));
      await terminal.shows(new RegExp(`w01 a {2}(?:${status.exploring}|${status.implementing})`));
      expect(await journal("WORKER_RETRIED")).toMatchObject([
        { worker: "a", instructions: said.mend },
      ]);

      // The run is stopped, and goes on.
      await terminal.press("s");
      await terminal.shows(asked(acts.sure.stop("")));
      await terminal.press("Enter");
      await terminal.shows(words(said.stopped.workers("w01 a, w02 b").split(".")[0] ?? ""));
      await terminal.shows(
        new RegExp(`w01 a {2}${status.stopped}[\\s\\S]*w02 b {2}${status.failed}`),
      );
      expect((await journal("WORKER_FAILED")).map((event) => event)).toMatchObject([
        { failure: "INTERRUPTED" },
        { failure: "INTERRUPTED" },
      ]);
      await picture(new RegExp(`w01 a {2}${status.stopped}`));
      await terminal.press("r");
      await terminal.shows(asked(acts.sure.resume("")));
      await terminal.press("Enter");
      await terminal.shows(words(said.resumed.workers("w01 a, w02 b")));
      await terminal.shows(new RegExp(`4/7 · ${outcome.open}`));
      arena.model.release("work");
      await terminal.shows(new RegExp(`7/7 · ${outcome.committed}`), 480_000);
      await picture(new RegExp(`7/7 · ${outcome.committed}[\\s\\S]*w01 a {2}${status.completed}`));
      expect((await ground.state()).committed?.subject).toBe("feat: add the feature");

      // A second run in the same conversation: the screen is about the new plan.
      await terminal.press("Escape");
      await terminal.shows(/It is on your branch\./);
      await say(said.second);
      await terminal.shows(/1\. [\s\S]*2\. [\s\S]*3\. /);
      await dashboard();
      await terminal.shows(new RegExp(`1/7 · ${outcome.open}`));
      await terminal.press("p");
      await terminal.shows(words(plan.waits));
      // The keys are there once OpenCode's own question is.
      await terminal.shows(words(plan.answer.decline));
      await terminal.press("c");
      await terminal.shows(words(plan.answer.change));
      await terminal.type(said.change);
      await terminal.shows(words(said.change));
      await terminal.press("Enter");
      await expect.poll(() => journal("PLAN_PROPOSED"), { timeout: 240_000 }).toHaveLength(2);
      expect(await journal("PLAN_DECLINED")).toMatchObject([{ answer: said.change }]);
      await terminal.shows(words(`Aegis ${said.changed}`));
      await picture(new RegExp(`1/7 · ${outcome.open}`));
    });
  },
);
