import type { Language } from "../kit/sentence.ts";
import { choose } from "../swarm/app/answer-plan.ts";
import { keepPlan } from "../swarm/app/keep-plan.ts";
import { choiceLines, unclearText } from "../swarm/core/text/choice-text.ts";
import { CHOICE_WORDS } from "../swarm/core/text/choice-words.ts";
import type { Project } from "../swarm/opencode/project.ts";
import { wayOf } from "./acts.ts";
import { type Answered, done, notDone } from "./core/answered.ts";
import type { Deed } from "./core/decide.ts";
import type { TypedAt } from "./core/typed-at.ts";
import { denied } from "./refused.ts";

/** Changes what the waiting plan runs; says what it is now, or which choices there are. */
export async function choosePlan(
  project: Project,
  { said, proposal, choices, at }: Extract<Deed, { do: "choose" }> & { at: TypedAt },
  language: Language,
): Promise<Answered> {
  const { swarm } = project;
  const unclear = () =>
    notDone([unclearText(proposal, said, language), ...choiceLines(proposal, language)].join("\n"));
  if (!choices) return unclear();
  const made = await project.inTurn(() =>
    choose(swarm, {
      ...{ proposal: proposal.number, answer: `${at} ${said}`, choices },
      way: wayOf(project, at),
    }),
  );
  if ("denial" in made) return denied(made.denial, language);
  const now = swarm.run.state.proposal;
  if (made.verdict === "unclear" || !now) return unclear();
  await keepPlan(swarm, now, language);
  return done([CHOICE_WORDS[language].noted, ...choiceLines(now, language)].join("\n"));
}
