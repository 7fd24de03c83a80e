import type { Language } from "../../../kit/sentence.ts";
import { finalQa, type Plan, type WorkerSpec } from "../plan/plan.ts";
import { WORDS } from "./messages.ts";

/**
 * The whole plan as markdown for the user, with each Worker's task word for word, exactly as it is dispatched.
 * The model's texts are single lines or fenced, so that they cannot hide or imitate the rest.
 */
export function planDocument(plan: Plan, language: Language): string {
  return [
    `**${oneLine(plan.title)}**`,
    fenced(plan.summary),
    ...plan.workers.map((worker, index) => workerDocument(worker, index + 1, language)),
    ...agreed(plan, language),
  ].join("\n\n");
}

/** The plan without the tasks, for the model that wrote the tasks. */
export function planOutline(plan: Plan, language: Language): string {
  const words = WORDS[language].plan;
  const workers = plan.workers.map(
    (worker, index) =>
      `${index + 1}. ${heading(worker, language)}\n   ${worker.scope.join(", ")}\n   ${words.own}: ${commands(worker.qa, language)}`,
  );
  return [plan.title, plan.summary, workers.join("\n"), ...agreed(plan, language)].join("\n\n");
}

/** Limits of the model's text in the question, in characters; more would push the answers off the screen. */
const TITLE_LIMIT = 70;
const NAMES_LIMIT = 240;

/**
 * The approval question. The question is short for every plan, because a terminal does not scroll questions.
 * `file` holds the whole plan; its path is relative to the checkout.
 */
export function planQuestion(plan: Plan, file: string, language: Language): string {
  const words = WORDS[language].plan;
  const names = plan.workers.map(({ name }) => name).join(", ");
  return [
    cut(oneLine(plan.title), TITLE_LIMIT),
    cut(names, NAMES_LIMIT),
    words.whole(file),
    "",
    words.question(plan.workers.length),
  ].join("\n");
}

function workerDocument(worker: WorkerSpec, number: number, language: Language): string {
  const words = WORDS[language].plan;
  return [
    `${number}. **${heading(worker, language)}**`,
    `${words.scope}: ${worker.scope.map(code).join(", ")}`,
    `${words.own}: ${commands(worker.qa.map(code), language)}`,
    `${words.task}:\n${fenced(worker.spec)}`,
  ].join("\n\n");
}

function heading(
  { name, feature, depends_on, may_change_nothing }: WorkerSpec,
  language: Language,
): string {
  const after = depends_on?.length
    ? ` (${WORDS[language].plan.after}: ${depends_on.join(", ")})`
    : "";
  const empty = may_change_nothing ? ` (${WORDS[language].plan.mayBeEmpty})` : "";
  return `${name} — ${oneLine(feature)}${after}${empty}`;
}

function agreed(plan: Plan, language: Language): string[] {
  const words = WORDS[language].plan;
  const qa = finalQa(plan).map(({ command }) => code(command));
  return [
    `${words.shared}: ${plan.shared.map(code).join(", ") || WORDS[language].none}`,
    `${words.qa}: ${commands(qa, language)} (${plan.qa_strategy})`,
  ];
}

function commands(lines: readonly string[], language: Language): string {
  return lines.join(" && ") || WORDS[language].none;
}

function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, " ").trim().replace(/</g, "\\<");
}

function code(text: string): string {
  const ticks = "`".repeat(longestRun(text, "`") + 1);
  const line = visible(text).replace(/\s+/g, " ");
  return ticks.length === 1 ? `\`${line}\`` : `${ticks} ${line} ${ticks}`;
}

/** Puts the text into a fence longer than any fence in it, so that the text cannot end the fence. */
function fenced(text: string): string {
  const fence = "~".repeat(Math.max(3, longestRun(text, "~") + 1));
  return `${fence}\n${visible(text).trimEnd()}\n${fence}`;
}

function longestRun(text: string, mark: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === mark ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Replaces control, direction and tag characters, because a terminal could show them as a different text. */
function visible(text: string): string {
  return text.replace(UNSEEN, (each) => (each === "\n" || each === "\t" ? each : "�"));
}

const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;

function cut(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}
