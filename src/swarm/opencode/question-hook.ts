import type { Hooks } from "@opencode-ai/plugin";
import { approvePlan } from "../app/approve-plan.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { APPROVE_LABELS, CANCEL_LABELS, WORDS } from "../core/text/messages.ts";
import { planQuestion } from "../core/text/plan-text.ts";
import { phaseCard } from "./phase-card.ts";
import type { Project } from "./project.ts";
import { Refusal, unfit } from "./refusal.ts";

/**
 * Approval is asked with our words, not the model's: after design_approve the next `question` of that
 * session names the stored plan, which was just put above it, and three answers. Its result is read back in `readAnswer`.
 */
export function putPlanQuestion(project: Project): NonNullable<Hooks["tool.execute.before"]> {
  return async (call, output) => {
    const asked = project.asking.get(call.sessionID);
    const { proposal } = project.swarm.run.state;
    if (call.tool !== "question" || !asked) return;
    if (proposal?.number !== asked.proposal) {
      project.asking.delete(call.sessionID);
      return;
    }
    if (asked.callID !== undefined)
      throw new Refusal(deny("ASK_THE_USER", "The user is being asked already.", "Wait."));
    // A shell that already runs could answer in the user's place through the server.
    if (project.shell.busy() || project.beginning > 0)
      throw new Refusal(
        deny("APPROVAL_PENDING", "A shell command is still running.", "Ask when it has ended."),
      );
    asked.callID = call.callID;
    const words = WORDS[project.language].plan;
    output.args.questions = [
      {
        header: words.header,
        question: planQuestion(proposal.plan, asked.file, project.language),
        multiple: false,
        custom: true,
        options: [
          { label: words.approve, description: words.approveHint },
          { label: words.change, description: words.changeHint },
          { label: words.cancel, description: words.cancelHint },
        ],
      },
    ];
  };
}

/** The user's answer to our question, as the host recorded it. Only the exact label approves. */
export function readAnswer(project: Project): NonNullable<Hooks["tool.execute.after"]> {
  return async (call, output) => {
    const asked = project.asking.get(call.sessionID);
    if (call.tool !== "question" || asked?.callID !== call.callID) return;
    project.asking.delete(call.sessionID);
    const answers = (output.metadata as { answers?: string[][] } | undefined)?.answers ?? [];
    const answer = answers.flat().join(" ").trim();
    const heard = APPROVE_LABELS.includes(answer)
      ? await approve(project, asked.proposal, call.callID, answer)
      : await decline(project, asked.proposal, answer);
    if (typeof heard !== "string") throw new Refusal(heard);
    output.output = heard;
  };
}

async function approve(
  { swarm }: Project,
  proposal: number,
  requestID: string,
  answer: string,
): Promise<string | Denial> {
  try {
    const denial = await approvePlan(swarm, proposal, { by: "question", requestID, answer });
    return denial ?? `The user approved the plan.\n${phaseCard(swarm.run.state)}`;
  } catch (error) {
    // Such as a merge the user began meanwhile: theirs to finish, then they are asked again.
    return unfit(error);
  }
}

/** "Cancel" ends a run that has no plan yet, so that ordinary work is possible again; all else changes the plan. */
async function decline(
  { swarm: { run } }: Project,
  proposal: number,
  answer: string,
): Promise<string | Denial> {
  const cancelled =
    CANCEL_LABELS.includes(answer) &&
    !run.state.approved &&
    run.state.proposal?.number === proposal;
  const denial = await run.submit(
    cancelled
      ? { type: "RUN_ABORTED", quote: answer, kept: [] }
      : { type: "PLAN_DECLINED", proposal, answer },
  );
  if (denial) return denial;
  return cancelled
    ? `[AEGIS USER_DECLINED] The user cancelled the plan; the run is over and nothing was built.\n${phaseCard(run.state)}`
    : `[AEGIS USER_DECLINED] The user did not approve. Their answer: "${answer}"\nNext: do what they ask; a changed plan is a new design_propose.`;
}
