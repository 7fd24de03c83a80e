import type { Language } from "../kit/sentence.ts";
import { choose } from "../swarm/app/answer-plan.ts";
import { keepPlan } from "../swarm/app/keep-plan.ts";
import { choiceLines, unclearText } from "../swarm/core/text/choice-text.ts";
import { CHOICE_WORDS } from "../swarm/core/text/choice-words.ts";
import { approvalWay, type Project } from "../swarm/opencode/project.ts";
import type { Deed } from "./core/decide.ts";
import { STEERING_WORDS } from "./core/words.ts";

/** Changes what the waiting plan runs; says what it is now, or which choices there are. */
export async function choosePlan(
  project: Project,
  { said, proposal, choices }: Extract<Deed, { do: "choose" }>,
  language: Language,
): Promise<string> {
  const { swarm } = project;
  const unclear = () =>
    [unclearText(proposal, said, language), ...choiceLines(proposal, language)].join("\n");
  if (!choices) return unclear();
  const made = await project.inTurn(() =>
    choose(swarm, {
      ...{ proposal: proposal.number, answer: `/aegis ${said}`, choices },
      way: approvalWay(project),
    }),
  );
  if ("denial" in made) return STEERING_WORDS[language].refused(made.denial.why, made.denial.next);
  const now = swarm.run.state.proposal;
  if (made.verdict === "unclear" || !now) return unclear();
  await keepPlan(swarm, now, language);
  return [CHOICE_WORDS[language].noted, ...choiceLines(now, language)].join("\n");
}
