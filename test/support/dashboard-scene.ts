import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, inject, onTestFinished } from "vitest";
import type { Language } from "../../src/kit/sentence.ts";
import { RUN_WORDS } from "../../src/runs/core/words.ts";
import { STEERING_WORDS } from "../../src/steering/core/words.ts";
import { WORDS } from "../../src/swarm/core/text/messages.ts";
import { TUI_WORDS } from "../../src/tui/core/words.ts";
import type { Arena } from "./arena.ts";
import type { Ground } from "./ground.ts";
import { pictures } from "./screen-picture.ts";
import { type Lines, script } from "./script-lines.ts";
import { Terminal } from "./terminal.ts";

/** What the user says, and the titles of the plans, whose language the terminal's half speaks. */
export const REQUESTS = {
  en: {
    title: "Two folders",
    changed: "One folder",
    first: "build a and b",
    second: "now build c",
    change: "one more test",
    mend: "use types",
    more: "then only one",
  },
  ko: {
    title: "폴더 두 개 만들기",
    changed: "폴더 하나 더",
    first: "a와 b를 만들어 주세요",
    second: "이제 c를 만들어 주세요",
    change: "테스트를 하나 더 넣어 주세요",
    mend: "타입을 써 주세요",
    more: "그럼 하나만 만들어 주세요",
  },
} satisfies Record<Language, Record<string, string>>;

/** A text of ours as a pattern: rows break it at blanks, and borders may stand between. */
export function words(text: string): RegExp {
  const parts = text.split(/\s+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(parts.join("[\\s┃│»▸]+"));
}

/** The question of a dialog, which lies over other rows: as much of it as its first row holds. */
export function asked(question: string): RegExp {
  return words(question.slice(0, 24).replace(/\s\S*$/, ""));
}

/** The first sentence of an answer: a screen may cut the rest. */
export function begins(answer: string): RegExp {
  return words(answer.split(".")[0] ?? "");
}

/** A person at OpenCode's own terminal, with both halves of the product. */
export interface DashboardScene {
  ground: Ground;
  terminal: Terminal;
  texts: (typeof TUI_WORDS)[Language] & {
    said: (typeof STEERING_WORDS)[Language];
    status: (typeof WORDS)[Language]["status"];
    outcome: (typeof RUN_WORDS)[Language]["outcome"];
  };
  /** Starts one more OpenCode here, in a terminal of its own. */
  start(args?: readonly string[]): Promise<Terminal>;
  /** Types into the conversation and sends it. */
  say(text: string): Promise<void>;
  /** Opens the full screen. */
  dashboard(): Promise<void>;
  /** Presses the key of an act, and answers Yes to exactly this question. */
  sure(key: string, question: string): Promise<void>;
  /** Opens the page of the plan that OpenCode asks about. */
  plan(): Promise<void>;
  /** Asks for work and approves its plan by keys. */
  approved(request: string, workers: number): Promise<void>;
  /** The dashboard shows this in each size; columns align. */
  picture(shown: RegExp): Promise<void>;
}

/** Opens OpenCode in a terminal (by default 150×50), and closes it when the test ends. */
export async function dashboardScene(
  arena: Arena,
  lines: Lines,
  options: { name: string; language: Language; columns?: number; rows?: number },
): Promise<DashboardScene> {
  const { name, language, columns = 150, rows = 50 } = options;
  const half = pathToFileURL(join(inject("packed"), "dist/tui.js")).href;
  const ground = await arena.ground({
    "README.md": "# demo\n",
    ".opencode/tui.json": JSON.stringify({ plugin: [half] }),
  });
  await arena.model.setScript(script(lines));
  const start = async (args: readonly string[] = []) => {
    const started = await Terminal.start({
      ...{ name: `${name}-${language}-${args.length}`, command: arena.opencode.path, args },
      ...{ cwd: ground.dir, env: arena.env, columns, rows },
    });
    onTestFinished(() => started.close());
    return started;
  };
  const terminal = await start();
  await terminal.shows(/Ask anything/);
  const texts = {
    ...TUI_WORDS[language],
    said: STEERING_WORDS[language],
    status: WORDS[language].status,
    outcome: RUN_WORDS[language].outcome,
  };
  const scene: DashboardScene = {
    ...{ ground, terminal, texts, start },
    async say(text) {
      await terminal.type(text);
      await terminal.shows(words(text));
      await terminal.press("Enter");
    },
    async dashboard() {
      await terminal.press("C-x");
      await terminal.press("w");
      await terminal.shows(/^ Aegis [\s\S]*\n Esc /);
    },
    async sure(key, question) {
      await terminal.press(key);
      await terminal.shows(asked(question));
      await terminal.press("Enter");
    },
    async plan() {
      await terminal.shows(/1\. [\s\S]*2\. [\s\S]*3\. /);
      await scene.dashboard();
      await terminal.press("p");
      await terminal.shows(words(texts.plan.waits));
      await terminal.shows(words(`n ${texts.plan.answer.decline}`));
    },
    async approved(request, workers) {
      await scene.say(request);
      await scene.plan();
      await scene.sure("a", texts.plan.sure.approve(workers));
    },
    async picture(shown) {
      for (const screen of await pictures(terminal)) expect(screen).toMatch(shown);
      await terminal.resize(columns, rows);
    },
  };
  return scene;
}
