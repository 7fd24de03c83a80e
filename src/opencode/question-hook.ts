import type { Hooks } from "@opencode-ai/plugin";
import { planText } from "../core/dashboard.ts";
import { deny } from "../core/denial.ts";
import { APPROVE_LABELS, WORDS } from "../core/messages.ts";
import { phaseCard } from "./phase-card.ts";
import type { Project } from "./project.ts";
import { Refusal } from "./refusal.ts";

/**
 * Approval is asked with our words, not the model's: after design_approve the next `question` of that
 * session shows the stored plan and three answers. Its result is read back in `readAnswer`.
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
    if (project.shell.busy())
      throw new Refusal(
        deny("APPROVAL_PENDING", "A shell command is still running.", "Ask when it has ended."),
      );
    asked.callID = call.callID;
    const words = WORDS[project.language].plan;
    const text = `${planText(proposal.plan, project.language)}\n\n${words.question(proposal.plan.workers.length)}`;
    output.args.questions = [
      {
        header: words.header,
        question: text,
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
    const { run } = project.swarm;
    const approved = APPROVE_LABELS.includes(answer);
    const denial = await run.submit(
      approved
        ? {
            type: "PLAN_APPROVED",
            proposal: asked.proposal,
            approval: { by: "question", requestID: call.callID, answer },
          }
        : { type: "PLAN_DECLINED", proposal: asked.proposal, answer },
    );
    if (denial) throw new Refusal(denial);
    output.output = approved
      ? `The user approved the plan.\n${phaseCard(run.state)}`
      : `[AEGIS USER_DECLINED] The user did not approve. Their answer: "${answer}"\nNext: do what they ask; a changed plan is a new design_propose.`;
  };
}
