import type { Language } from "../../../kit/sentence.ts";
import type { DrawnPlan } from "../plan/choices.ts";
import type { Plan } from "../plan/plan.ts";
import { choiceLines } from "./choice-text.ts";
import { WORDS } from "./messages.ts";
import type { Piece, PlanPart } from "./plan-part.ts";
import { agreedParts, answerPart, planParts, workerHeading } from "./plan-parts.ts";
import { code, cut, escaped, fenced, oneLine } from "./quoted-text.ts";

/**
 * The whole plan as markdown for the user, with each Worker's task word for word, exactly as it is dispatched, and how to
 * answer. The model's texts are single lines or fenced, so that they cannot hide or imitate the rest.
 */
export function planDocument(drawn: DrawnPlan, language: Language): string {
  const parts = [...planParts(drawn, language), answerPart(language)];
  return parts.map(drawnPart).join("\n\n");
}

/** The plan without the tasks, for the model that wrote the tasks. */
export function planOutline(plan: Plan, language: Language): string {
  const words = WORDS[language].plan;
  const workers = plan.workers.map(
    (worker, index) =>
      `${index + 1}. ${escaped(workerHeading(worker, language))}\n   ${worker.scope.join(", ")}\n   ${words.own}: ${worker.qa.join(" && ") || WORDS[language].none}`,
  );
  const agreed = agreedParts(plan, language, plan.qa_strategy).map(drawnPart);
  return [plan.title, plan.summary, workers.join("\n"), ...agreed].join("\n\n");
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

function drawnPart(part: PlanPart): string {
  switch (part.is) {
    case "row":
      return part.pieces.map(drawnPiece).join("");
    case "numbered":
      return `${part.number}. **${escaped(part.text)}**`;
    case "fact":
      return `${part.name}: ${part.pieces.map(drawnPiece).join("")}`;
    case "list":
      return part.items.map((pieces) => `- ${pieces.map(drawnPiece).join("")}`).join("\n");
    case "quoted":
      return part.name === undefined ? fenced(part.text) : `${part.name}:\n${fenced(part.text)}`;
  }
}

function drawnPiece({ is, text }: Piece): string {
  switch (is) {
    case "words":
      return escaped(text);
    case "strong":
      return `**${escaped(text)}**`;
    case "struck":
      return `~~${escaped(text)}~~`;
    case "code":
      return code(text);
  }
}
