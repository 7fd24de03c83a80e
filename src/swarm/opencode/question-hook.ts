import type { Hooks } from "@opencode-ai/plugin";
import { z } from "zod";
import type { Language } from "../../kit/sentence.ts";
import { answerPlan } from "../app/answer-plan.ts";
import { deny } from "../core/run/denial.ts";
import type { Proposal } from "../core/run/state.ts";
import { WORDS } from "../core/text/messages.ts";
import { planQuestion } from "../core/text/plan-text.ts";
import { phaseCard } from "./phase-card.ts";
import type { Project } from "./project.ts";
import { Refusal, unfit } from "./refusal.ts";
import type { ToolOutput } from "./tool-call.ts";

/**
 * Approval is asked with our words, not the model's: after design_approve the next `question` of that session
 * names the stored plan, which was just put above it, and three answers. `readAnswer` reads the answer.
 */
export function putPlanQuestion(project: Project): NonNullable<Hooks["tool.execute.before"]> {
  return async ({ tool, sessionID, callID }, output) => {
    const question = project.questions.of(sessionID);
    if (tool !== "question" || question.state === "none") return;
    const { proposal } = project.swarm.run.state;
    if (proposal?.number !== question.proposal) return project.questions.drop(sessionID);
    if (question.state === "asked")
      throw new Refusal(deny("ASK_THE_USER", "The user is being asked already.", "Wait."));
    // A shell that already runs could answer in the user's place through the server.
    if (project.tree.shellAtWork())
      throw new Refusal(
        deny("APPROVAL_PENDING", "A shell command is still running.", "Ask when it has ended."),
      );
    project.questions.ask(sessionID, callID);
    output.args.questions = [questionOf(proposal, question.file, project.language.now)];
  };
}

function questionOf({ plan }: Proposal, file: string, language: Language) {
  const words = WORDS[language].plan;
  return {
    header: words.header,
    question: planQuestion(plan, file, language),
    multiple: false,
    custom: true,
    options: [
      { label: words.approve, description: words.approveHint },
      { label: words.change, description: words.changeHint },
      { label: words.cancel, description: words.cancelHint },
    ],
  };
}

/** What the host records of an answered question: the labels or words chosen, for each question asked. */
const Answered = z.object({ answers: z.array(z.array(z.string())) });

/** Reads the user's answer to our question, as the host recorded it. Throws a refusal. */
export async function readAnswer(
  { swarm }: Project,
  question: { proposal: number; callID: string },
  output: ToolOutput,
): Promise<void> {
  const recorded = Answered.safeParse(output.metadata);
  // An unreadable answer is none of our labels, so it declines.
  const answer = (recorded.data?.answers ?? []).flat().join(" ").trim();
  const { proposal, callID: requestID } = question;
  // The user may have begun a merge meanwhile: they finish it, then they are asked again.
  const heard = await answerPlan(swarm, { proposal, requestID, answer }).catch((error) => ({
    denial: unfit(error),
  }));
  if ("denial" in heard) throw new Refusal(heard.denial);
  const card = phaseCard(swarm.run.state);
  output.output = {
    approved: `The user approved the plan.\n${card}`,
    cancelled: `[AEGIS USER_DECLINED] The user cancelled the plan; the run is over and nothing was built.\n${card}`,
    declined: `[AEGIS USER_DECLINED] The user did not approve. Their answer: "${answer}"\nNext: do what they ask; a changed plan is a new design_propose.`,
  }[heard.verdict];
}
