import type { ToolDefinition } from "@opencode-ai/plugin";
import { z } from "zod";
import { STATE_LINE } from "../../../kit/state-paths.ts";
import { approvePlan } from "../../app/approve-plan.ts";
import { freezeFoundation } from "../../app/foundation.ts";
import { userState } from "../../app/user-changes.ts";
import { Plan } from "../../core/plan/plan.ts";
import { planProblems } from "../../core/plan/rules.ts";
import { deny } from "../../core/run/denial.ts";
import { type Proposal, runOpen } from "../../core/run/state.ts";
import { nothingToApprove } from "../../core/run/tool-phase.ts";
import { planDocument, planOutline } from "../../core/text/plan-text.ts";
import { findQuote } from "../../core/words/approval.ts";
import { phaseCard } from "../phase-card.ts";
import type { Project } from "../project.ts";
import { type Answer, define } from "./define.ts";

/** DESIGN and FOUNDATION: propose, approve, freeze. */
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

async function propose(here: Project, plan: Plan, context: { sessionID: string }) {
  const { run, git, top, config } = here.swarm;
  const early = runOpen(run.state) ? run.refusal({ type: "PLAN_PROPOSED" }) : undefined;
  if (early) return { denial: early };
  const facts = await git.inspect(top);
  if (!facts.identity)
    return {
      denial: deny(
        "REPOSITORY_UNFIT",
        "Git does not know who the user is, so nothing could be committed.",
        'Ask the user to run: git config user.name "…" && git config user.email "…"',
      ),
    };
  const problems = planProblems(plan, {
    maxWorkers: config.maxWorkers,
    submodules: facts.submodules,
  });
  if (problems.length > 0)
    return {
      denial: deny(
        "PLAN_REFUSED",
        problems.map(({ code, at, text }) => `${code} (${at}): ${text}`).join("\n"),
        "Mend every line and call design_propose again. Nothing was stored.",
      ),
    };
  // Before the first file of ours: what lies in .aegis is nobody's change.
  await git.exclude(top, STATE_LINE);
  // Before a run is opened: an unfinished merge cannot be taken as a tree.
  const base = await userState(here.swarm);
  if (!runOpen(run.state)) {
    const refused = await run.start(context.sessionID);
    if (refused) return { denial: refused };
  }
  const { sessionID } = context;
  const denial = await run.submit({ type: "PLAN_PROPOSED", plan, base, sessionID });
  if (denial) return { denial };
  here.asking.delete(sessionID);
  return `Stored. Call design_approve: Aegis shows the user this plan, there or above your next text. Do not repeat it.\n\n${planOutline(plan, here.language)}`;
}

async function approve(
  here: Project,
  { quote }: { quote?: string | undefined },
  context: { sessionID: string; messageID: string },
) {
  const { run } = here.swarm;
  const { proposal } = run.state;
  if (!proposal) return { denial: nothingToApprove() };
  if (quote === undefined || quote.trim() === "") return ask(here, context, proposal);
  if (context.sessionID !== proposal.sessionID && context.sessionID !== run.state.sessionID)
    return {
      denial: deny(
        "ASK_THE_USER",
        "The plan was proposed in another session, so the user's words here are not about it.",
        "Call design_approve without quote, or propose the plan here.",
      ),
    };
  const found = findQuote(quote, await here.userMessages(context.sessionID));
  if (!found.ok) return { denial: found.denial };
  const denial = await approvePlan(here.swarm, proposal.number, found.approval);
  return denial ? { denial } : `The user approved the plan.\n${phaseCard(run.state)}`;
}

/**
 * Opens the way for our question, with the whole plan above it and in a file; in a one-shot run there is
 * nobody to answer.
 */
async function ask(
  here: Project,
  place: { sessionID: string; messageID: string },
  { number, plan }: Proposal,
): Promise<Answer> {
  if (here.oneShot)
    return {
      denial: deny(
        "ASK_THE_USER",
        "Nobody can answer a question in a one-shot run.",
        "Write one sentence and end your turn: Aegis puts the plan above it. The user continues with their answer; then quote it.",
      ),
    };
  const { journal, run } = here.swarm;
  const text = planDocument(plan, here.language);
  const file = await journal.keep(
    run.state.runId ?? "run",
    `plan-${number}.md`,
    Buffer.from(`${text}\n`),
  );
  const { sessionID, messageID } = place;
  await here.show({ sessionID, messageID }, text);
  here.asking.set(sessionID, { proposal: number, file });
  return "Now call question with any text: Aegis shows the user the stored plan with approve, change and cancel. Until they answer nothing else may run.";
}
