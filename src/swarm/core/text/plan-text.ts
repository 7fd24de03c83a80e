import type { Language } from "../../../kit/sentence.ts";
import type { DrawnPlan } from "../plan/choices.ts";
import { finalQa, type Plan, type WorkerSpec } from "../plan/plan.ts";
import { choiceDocument, choiceLines } from "./choice-text.ts";
import { WORDS } from "./messages.ts";
import { code, cut, fenced, oneLine } from "./quoted-text.ts";

/**
 * The whole plan as markdown for the user, with each Worker's task word for word, exactly as it is dispatched.
 * The model's texts are single lines or fenced, so that they cannot hide or imitate the rest.
 */
export function planDocument(drawn: DrawnPlan, language: Language): string {
  const { plan } = drawn;
  return [
    `**${oneLine(plan.title)}**`,
    fenced(plan.summary),
    ...plan.workers.map((worker, index) => workerDocument(worker, index + 1, language)),
    ...agreed(plan, language),
    choiceDocument(drawn, language),
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
const TITLE_LIMIT = 60;
const NAMES_LIMIT = 140;

/**
 * The approval question. The question is short for every plan, because a terminal does not scroll questions.
 * `file` holds the whole plan; its path is relative to the checkout. The choices stand below what the model wrote.
 */
export function planQuestion(drawn: DrawnPlan, file: string, language: Language): string {
  const { plan } = drawn;
  const words = WORDS[language].plan;
  const names = plan.workers.map(({ name }) => name).join(", ");
  return [
    `${cut(oneLine(plan.title), TITLE_LIMIT)}: ${cut(names, NAMES_LIMIT)}`,
    words.whole(file),
    ...choiceLines(drawn, language),
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
