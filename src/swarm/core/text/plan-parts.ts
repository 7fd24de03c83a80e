import type { Language } from "../../../kit/sentence.ts";
import type { DrawnPlan } from "../plan/choices.ts";
import { finalQa, type Plan, type WorkerSpec } from "../plan/plan.ts";
import { choiceParts, strategyNumber } from "./choice-text.ts";
import { WORDS } from "./messages.ts";
import { type Piece, type PlanPart, piece } from "./plan-part.ts";
import { cleanLine, codeText } from "./quoted-text.ts";

/** The whole plan, with each Worker's task word for word, exactly as it is dispatched. */
export function planParts(drawn: DrawnPlan, language: Language): PlanPart[] {
  const { plan } = drawn;
  return [
    { is: "row", pieces: [piece("strong", cleanLine(plan.title))] },
    { is: "quoted", text: plan.summary },
    ...plan.workers.flatMap((worker, index) => workerParts(worker, index + 1, language)),
    ...agreedParts(plan, language, `QA ${strategyNumber(plan.qa_strategy)}`),
    ...choiceParts(drawn, language),
  ];
}

/** What all Workers share, and what is checked at the end. `strategy`: its name for the reader. */
export function agreedParts(plan: Plan, language: Language, strategy: string): PlanPart[] {
  const words = WORDS[language].plan;
  const qa = finalQa(plan).map(({ command }) => command);
  return [
    { is: "fact", name: words.shared, pieces: codes(plan.shared, ", ", language) },
    {
      ...{ is: "fact", name: words.qa },
      pieces: [...codes(qa, " && ", language), piece("words", ` (${strategy})`)],
    },
  ];
}

/** How the user may answer a plan that waits, wherever they read it. */
export function answerPart(language: Language): PlanPart {
  const { answer } = WORDS[language].plan;
  return {
    is: "row",
    pieces: answer.split("`").map((text, at) => piece(at % 2 === 0 ? "words" : "code", text)),
  };
}

export function workerHeading(
  { name, feature, depends_on, may_change_nothing }: WorkerSpec,
  language: Language,
): string {
  const words = WORDS[language].plan;
  const after = depends_on?.length ? ` (${words.after}: ${depends_on.join(", ")})` : "";
  const empty = may_change_nothing ? ` (${words.mayBeEmpty})` : "";
  return `${name} — ${cleanLine(feature)}${after}${empty}`;
}

function workerParts(worker: WorkerSpec, number: number, language: Language): PlanPart[] {
  const words = WORDS[language].plan;
  return [
    { is: "numbered", number, text: workerHeading(worker, language) },
    { is: "fact", name: words.scope, pieces: codes(worker.scope, ", ", language) },
    { is: "fact", name: words.own, pieces: codes(worker.qa, " && ", language) },
    { is: "quoted", name: words.task, text: worker.spec },
  ];
}

/** Code with words between; without any code, the word for none. */
function codes(texts: readonly string[], between: string, language: Language): Piece[] {
  if (texts.length === 0) return [piece("words", WORDS[language].none)];
  return texts.flatMap((text, at) => [
    ...(at > 0 ? [piece("words", between)] : []),
    piece("code", codeText(text)),
  ]);
}
