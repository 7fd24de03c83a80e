import type { Hooks } from "@opencode-ai/plugin";
import { z } from "zod";
import { say } from "../../kit/sentence.ts";
import { answerPlan } from "../app/answer-plan.ts";
import { keepPlan, noteShown } from "../app/keep-plan.ts";
import { deny } from "../core/run/denial.ts";
import { unclearText } from "../core/text/choice-text.ts";
import { phaseCard } from "./phase-card.ts";
import type { ShownPlan } from "./plan-question.ts";
import { approvalWay, type Project } from "./project.ts";
import { questionOf } from "./question-text.ts";
import { Refusal, unfit } from "./refusal.ts";
import type { ToolOutput } from "./tool-call.ts";

/**
 * Asks for approval in our words, not the model's. After design_approve, the next `question` of that session
 * names the stored plan, which stands above the question, and the answers. `readAnswer` reads the answer.
 */
export function putPlanQuestion(project: Project): NonNullable<Hooks["tool.execute.before"]> {
  return async ({ tool, sessionID, callID }, output) => {
    const question = project.questions.of(sessionID);
    if (tool !== "question" || question.state === "none") return;
    const { proposal } = project.swarm.run.state;
    if (proposal?.number !== question.proposal) {
      project.questions.drop(sessionID);
      throw new Refusal(
        deny(
          "NO_PROPOSAL",
          say(
            "The plan no longer waits: the user has answered it.",
            "사용자가 이미 답해서 계획이 더는 답을 기다리지 않습니다.",
          ),
          phaseCard(project.swarm.run.state),
        ),
      );
    }
    if (question.state === "asked")
      throw new Refusal(
        deny(
          "ASK_THE_USER",
          say("The user is already being asked.", "사용자에게 이미 묻고 있습니다."),
          "Wait.",
        ),
      );
    // A running shell could answer through the server in the user's place.
    if (project.tree.shellAtWork())
      throw new Refusal(
        deny(
          "APPROVAL_PENDING",
          say("A shell command is still running.", "셸 명령이 아직 실행 중입니다."),
          "Ask after it has ended.",
        ),
      );
    project.questions.ask(sessionID, callID);
    output.args.questions = [questionOf(proposal, question, project.language.now)];
  };
}

/** The host's record of an answered call: for each question, the labels or words the user chose. */
const Answered = z.object({ answers: z.array(z.array(z.string())) });

/** Reads the user's answer to our question, as the host recorded it. Throws a refusal. */
export async function readAnswer(
  project: Project,
  question: ShownPlan & { sessionID: string; callID: string },
  output: ToolOutput,
): Promise<void> {
  const { swarm } = project;
  const recorded = Answered.safeParse(output.metadata);
  // An unreadable answer is none of our labels, so it declines.
  const answer = (recorded.data?.answers ?? []).flat().join(" ").trim();
  const { proposal, callID: requestID, ask, given } = question;
  // A list of choices approves and ends nothing, but an act of the user's says what it means.
  const ofChoices = ask.is === "choices" && answer !== given;
  // If the user has begun a merge meanwhile, we ask again after they have finished the merge.
  const heard = await answerPlan(swarm, {
    ...{ proposal, requestID, answer, ofChoices },
    way: approvalWay(project),
  }).catch((error) => ({
    denial: unfit(error),
  }));
  if ("denial" in heard) throw new Refusal(heard.denial);
  const { verdict } = heard;
  const card = phaseCard(swarm.run.state);
  switch (verdict) {
    case "approved":
      output.output = `The user approved the plan.\n${card}`;
      break;
    case "cancelled":
      output.output = `[AEGIS USER_DECLINED] The user cancelled the plan; the run is over and nothing was built.\n${card}`;
      break;
    case "declined":
      output.output = `[AEGIS USER_DECLINED] The user did not approve. Their answer: "${answer}"\nNext: do what they ask; a changed plan is a new design_propose.`;
      break;
    default:
      await askAgain(project, question, { verdict, answer });
      output.output = ASK_AGAIN[verdict];
  }
}

/** What the model reads while the plan still waits; it needs to know only that it has to ask once more. */
const ASK_AGAIN = {
  chosen:
    "The user chose other QA or another number of Workers; the stored plan holds it. Call question again now; do not propose again.",
  choose: "The user wants to see the choices. Call question again now: Aegis writes it.",
  back: "Call question again now: Aegis shows the plan.",
  unclear: "The user's answer was not clear. Call question again now: Aegis names the choices.",
} as const;

/** Asks the question again. After a choice, the conversation and the file show the changed plan in place of the old plan. */
async function askAgain(
  project: Project,
  { sessionID, proposal, file, place }: ShownPlan & { sessionID: string },
  { verdict, answer }: { verdict: keyof typeof ASK_AGAIN; answer: string },
): Promise<void> {
  const { swarm, language, transcript, questions } = project;
  const plan = swarm.run.state.proposal;
  // A new plan was put in its place; that one has a question of its own.
  if (plan?.number !== proposal) return;
  if (verdict === "chosen") {
    const { text } = await keepPlan(swarm, plan, language.now);
    await transcript.show(place, text);
    const denial = await noteShown(swarm.run, proposal);
    if (denial) throw new Refusal(denial);
  }
  const note = verdict === "unclear" ? unclearText(plan, answer, language.now) : undefined;
  questions.open(sessionID, {
    ...{ proposal, file, place },
    ask:
      verdict === "choose"
        ? { is: "choices" }
        : { is: "plan", ...(note === undefined ? {} : { note }) },
  });
}
