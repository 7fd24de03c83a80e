import type { ToolDefinition } from "@opencode-ai/plugin";
import { z } from "zod";
import { say } from "../../../kit/sentence.ts";
import { approveByQuote } from "../../app/approve-plan.ts";
import { freezeFoundation } from "../../app/foundation.ts";
import { keepPlan, noteShown } from "../../app/keep-plan.ts";
import { proposePlan } from "../../app/propose-plan.ts";
import { Plan } from "../../core/plan/plan.ts";
import { deny } from "../../core/run/denial.ts";
import type { Proposal } from "../../core/run/state.ts";
import { nothingToApprove } from "../../core/run/tool-phase.ts";
import { planOutline } from "../../core/text/plan-text.ts";
import type { MessagePlace } from "../live-stage.ts";
import { phaseCard } from "../phase-card.ts";
import { approvalWay, type Project } from "../project.ts";
import { type Answer, define } from "./define.ts";

/** Tools of DESIGN and FOUNDATION: propose, approve, freeze. */
export function designTools(project: () => Promise<Project>): Record<string, ToolDefinition> {
  return {
    design_propose: define("design_propose", project, {
      changes: "tree",
      description:
        "Propose the plan: features, exclusive scopes, QA. Checked against every rule and stored; returns the plan to show the user. A changed plan is a new proposal.",
      args: Plan.shape,
      run: propose,
    }),
    design_approve: define("design_approve", project, {
      changes: "tree",
      description:
        "Have the user approve the stored plan. Without quote: then call question at once; Aegis writes its text. With quote: the user's approving words, verbatim from their newest message.",
      args: { quote: z.string().optional() },
      run: approve,
    }),
    foundation_freeze: define("foundation_freeze", project, {
      changes: "tree",
      description:
        "Freeze the shared files you wrote as the contract all Workers build on. note: what every Worker must know.",
      args: { note: z.string() },
      run: async (here, { note }) => {
        const denial = await freezeFoundation(here.swarm, note);
        if (denial) return { denial };
        const { foundation } = here.swarm.run.state;
        return `Frozen: ${foundation?.files.join(", ") || "no new files"}.\n${phaseCard(here.swarm.run.state)}`;
      },
    }),
  };
}

async function propose(
  here: Project,
  plan: Plan,
  { sessionID }: { sessionID: string },
): Promise<Answer> {
  const denial = await proposePlan(here.swarm, plan, sessionID, here.language.now);
  if (denial) return { denial };
  here.questions.drop(sessionID);
  return `Stored. Call design_approve: Aegis shows the user this plan, there or above your next text. Do not repeat the plan.\n\n${planOutline(plan, here.language.now)}`;
}

async function approve(
  here: Project,
  { quote }: { quote?: string | undefined },
  place: MessagePlace,
): Promise<Answer> {
  const { run } = here.swarm;
  const { proposal } = run.state;
  if (!proposal) return { denial: nothingToApprove() };
  if (quote === undefined || quote.trim() === "") return openQuestion(here, place, proposal);
  const { sessionID } = place;
  const messages = () => here.transcript.userMessages(sessionID);
  const denial = await approveByQuote(here.swarm, proposal, {
    ...{ quote, sessionID, messages },
    way: approvalWay(here),
  });
  return denial ? { denial } : `The user approved the plan.\n${phaseCard(run.state)}`;
}

const CALL_QUESTION =
  "Now call question with any text: Aegis shows the user the stored plan with approve, change and cancel. Call nothing else until they answer.";

/** Opens our question, with the whole plan above it and in a file. Refuses in a one-shot run, which cannot ask. */
async function openQuestion(
  here: Project,
  { sessionID, messageID }: MessagePlace,
  proposal: Proposal,
): Promise<Answer> {
  if (here.oneShot)
    return {
      denial: deny(
        "ASK_THE_USER",
        say(
          "Nobody can answer a question in a one-shot run.",
          "한 번만 실행하는 방식(opencode run)에서는 질문에 답할 사람이 없습니다.",
        ),
        "Write one sentence and end your turn: Aegis puts the plan above it. The user continues with their answer; then quote it.",
      ),
    };
  const open = here.questions.of(sessionID);
  // The user has asked for the choices: the next question is about them, whatever the model calls before it.
  if (open.state === "open" && open.proposal === proposal.number && open.ask.is === "choices")
    return CALL_QUESTION;
  const { text, file } = await keepPlan(here.swarm, proposal, here.language.now);
  const place = { sessionID, messageID };
  await here.transcript.show(place, text);
  const denial = await noteShown(here.swarm.run, proposal.number);
  if (denial) return { denial };
  here.questions.open(sessionID, {
    ...{ proposal: proposal.number, file, place },
    ask: { is: "plan" },
  });
  return CALL_QUESTION;
}
