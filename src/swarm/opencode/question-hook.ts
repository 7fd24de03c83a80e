import type { Hooks } from "@opencode-ai/plugin";
import { z } from "zod";
import type { Language } from "../../kit/sentence.ts";
import { answerPlan } from "../app/answer-plan.ts";
import { deny } from "../core/run/denial.ts";
import type { Proposal } from "../core/run/state.ts";
import { WORDS } from "../core/text/messages.ts";
import { planQuestion } from "../core/text/plan-text.ts";
import { phaseCard } from "./phase-card.ts";
import { approvalWay, type Project } from "./project.ts";
import { Refusal, unfit } from "./refusal.ts";
import type { ToolOutput } from "./tool-call.ts";

/**
 * Asks for approval in our words, not the model's. After design_approve, the next `question` of that session
 * names the stored plan, which stands above the question, and three answers. `readAnswer` reads the answer.
 */
export function putPlanQuestion(project: Project): NonNullable<Hooks["tool.execute.before"]> {
  return async ({ tool, sessionID, callID }, output) => {
    const question = project.questions.of(sessionID);
    if (tool !== "question" || question.state === "none") return;
    const { proposal } = project.swarm.run.state;
    if (proposal?.number !== question.proposal) return project.questions.drop(sessionID);
    if (question.state === "asked")
      throw new Refusal(deny("ASK_THE_USER", "The user is already being asked.", "Wait."));
    // A running shell could answer through the server in the user's place.
    if (project.tree.shellAtWork())
      throw new Refusal(
        deny("APPROVAL_PENDING", "A shell command is still running.", "Ask after it has ended."),
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

/** The host's record of an answered call: for each question, the labels or words the user chose. */
const Answered = z.object({ answers: z.array(z.array(z.string())) });

/** Reads the user's answer to our question, as the host recorded it. Throws a refusal. */
export async function readAnswer(
  project: Project,
  question: { proposal: number; callID: string },
  output: ToolOutput,
): Promise<void> {
  const { swarm } = project;
  const recorded = Answered.safeParse(output.metadata);
  // An unreadable answer is none of our labels, so it declines.
  const answer = (recorded.data?.answers ?? []).flat().join(" ").trim();
  const { proposal, callID: requestID } = question;
  // If the user has begun a merge meanwhile, we ask again after they have finished the merge.
  const heard = await answerPlan(swarm, {
    ...{ proposal, requestID, answer },
    way: approvalWay(project),
  }).catch((error) => ({
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
