import type { Language } from "../../kit/sentence.ts";
import type { Proposal } from "../core/run/state.ts";
import { choiceLines, choiceOptions } from "../core/text/choice-text.ts";
import { CHOICE_WORDS } from "../core/text/choice-words.ts";
import { WORDS } from "../core/text/messages.ts";
import { planQuestion } from "../core/text/plan-text.ts";
import type { ShownPlan } from "./plan-question.ts";

/** The question as OpenCode shows it. */
interface HostQuestion {
  header: string;
  question: string;
  multiple: false;
  custom: true;
  options: { label: string; description: string }[];
}

/** Asks about the plan, or about its choices. */
export function questionOf(
  proposal: Proposal,
  { file, ask }: ShownPlan,
  language: Language,
): HostQuestion {
  const words = WORDS[language].plan;
  const choice = CHOICE_WORDS[language];
  const options = choiceOptions(proposal, language);
  const frame = { header: words.header, multiple: false, custom: true } as const;
  if (ask.is === "choices")
    return {
      ...frame,
      question: [...choiceLines(proposal, language), "", choice.question].join("\n"),
      options: [...options, { label: choice.back, description: choice.backHint }],
    };
  const question = planQuestion(proposal, file, language);
  return {
    ...frame,
    question: ask.note === undefined ? question : `${ask.note}\n\n${question}`,
    options: [
      { label: words.approve, description: words.approveHint },
      { label: words.change, description: words.changeHint },
      { label: words.cancel, description: words.cancelHint },
      ...(options.length > 0 ? [{ label: choice.choose, description: "" }] : []),
    ],
  };
}
