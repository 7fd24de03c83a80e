import type { ToolDefinition } from "@opencode-ai/plugin";
import { z } from "zod";
import { inBoth, type Language, type Sentence, say } from "../../../kit/sentence.ts";
import { abortRun } from "../../app/abort.ts";
import type { BranchWords } from "../../app/branch-choice.ts";
import type { ConflictReport } from "../../app/conflicts.ts";
import { qaFailure } from "../../app/evidence.ts";
import { runFinalQa } from "../../app/final-qa.ts";
import { checkConflicts, integrate } from "../../app/integration.ts";
import { commitRun } from "../../app/landing.ts";
import { integrationWorktree } from "../../app/swarm.ts";
import { codedProblem } from "../../core/run/conflict-text.ts";
import { wayOut } from "../../core/run/way-out.ts";
import { COMMIT_TYPES } from "../../core/text/commit-message.ts";
import { qaTable } from "../../core/text/dashboard.ts";
import { phaseCard } from "../phase-card.ts";
import type { Project } from "../project.ts";
import { type Answer, define, type ToolContext } from "./define.ts";

/** Tools of INTEGRATE and FINAL_QA, and of a run's end: check, merge, test, commit, abort. */
export function deliveryTools(project: () => Promise<Project>): Record<string, ToolDefinition> {
  return {
    check_conflicts: define("check_conflicts", project, {
      changes: "run",
      description: "Compare all Workers' changes with each other, the contract and the branch.",
      args: { quote: Quote.optional() },
      run: conflicts,
    }),
    integrate: define("integrate", project, {
      changes: "tree",
      description: "Merge what check_conflicts cleared into the integration worktree.",
      args: {},
      run: merge,
    }),
    qa_run: define("qa_run", project, {
      changes: "tree",
      description: "Run the agreed QA on the integrated tree (only: names, as a trial).",
      args: { only: z.array(z.string()).optional() },
      run: qa,
    }),
    commit: define("commit", project, {
      changes: "tree",
      description: "Commit exactly the tree that passed QA on the user's branch, and end the run.",
      args: {
        type: z.enum(COMMIT_TYPES),
        scope: z.string().optional(),
        subject: z.string(),
        body: z.string().optional(),
        quote: Quote.optional(),
      },
      run: async (here, { type, scope, subject, body, quote }, context) => {
        const message = { type, subject, ...(scope ? { scope } : {}), ...(body ? { body } : {}) };
        const result = await commitRun(here.swarm, message, branchWords(here, quote, context));
        if ("denial" in result) return result;
        const on = result.branch ? `branch ${result.branch}` : "the detached HEAD";
        return `Committed ${result.commit.slice(0, 12)} (tree ${result.tree.slice(0, 12)}) on ${on}.\n${phaseCard(here.swarm.run.state)}`;
      },
    }),
    swarm_abort: define("swarm_abort", project, {
      changes: "run",
      description: "End the run on the user's word, quoted verbatim; every diff is kept.",
      args: { quote: z.string() },
      run: async (here, { quote }, context) => {
        const result = await abortRun(
          here.swarm,
          quote,
          await here.transcript.userMessages(context.sessionID),
        );
        if ("denial" in result) return result;
        const kept =
          result.kept.length > 0 ? `Kept: ${result.kept.join(", ")}.` : "Nothing to keep.";
        return `The run is aborted. ${kept} Foundation files stay in the checkout.\n${phaseCard(here.swarm.run.state)}`;
      },
    }),
  };
}

const Quote = z
  .string()
  .describe("Only after BRANCH_LEFT: the user's words that name the branch to land on");

function branchWords(
  { transcript }: Project,
  quote: string | undefined,
  { sessionID }: ToolContext,
): BranchWords | undefined {
  return quote === undefined
    ? undefined
    : { quote, messages: () => transcript.userMessages(sessionID) };
}

async function conflicts(
  here: Project,
  { quote }: { quote?: string | undefined },
  context: ToolContext,
): Promise<Answer> {
  const words = branchWords(here, quote, context);
  const { report, denial } = await checkConflicts(here.swarm, words);
  const text = conflictText(report);
  return denial
    ? {
        denial: {
          ...denial,
          why: inBoth((language) => `${denial.why[language]}\n${text[language]}`),
        },
      }
    : `${text.en}\n${phaseCard(here.swarm.run.state)}`;
}

/** The result of the conflict check. The English text also tells the model how to mend the problems. */
function conflictText({ workers, problems, branchMoved }: ConflictReport): Sentence {
  const files = (nothing: string) =>
    workers.map(
      ({ worker, files }) =>
        `${worker}: ${files.map(({ path, status }) => `${status[0]?.toUpperCase()} ${path}`).join(", ") || nothing}`,
    );
  const found = (language: Language) =>
    problems.map((problem) => `❌ ${codedProblem(problem)[language]}`);
  const clear = problems.length === 0;
  return say(
    [
      ...files("nothing"),
      ...(branchMoved ? ["The user's branch has moved; integrate rebases onto it."] : []),
      ...(clear ? ["✅ No conflicts."] : [...found("en"), wayOut(problems)]),
    ].join("\n"),
    [
      ...files("없음"),
      ...(branchMoved ? ["사용자의 브랜치가 이동했습니다. integrate는 그 위에서 병합합니다."] : []),
      ...(clear ? ["✅ 충돌이 없습니다."] : found("ko")),
    ].join("\n"),
  );
}

async function merge(here: Project): Promise<Answer> {
  const result = await integrate(here.swarm);
  if ("denial" in result) return result;
  const { commit, tree, applied } = result.integrated;
  return `Integrated ${Object.keys(applied).join(", ")} as ${commit.slice(0, 12)} (tree ${tree.slice(0, 12)}) in ${integrationWorktree(here.swarm).slice(here.swarm.top.length + 1)}.\n${phaseCard(here.swarm.run.state)}`;
}

async function qa(
  here: Project,
  { only }: { only?: string[] | undefined },
  context: ToolContext,
): Promise<Answer> {
  const result = await runFinalQa(here.swarm, { only, signal: context.abort });
  if ("denial" in result) return result;
  const { results, passed, why, suspects, tree } = result.outcome;
  const table = qaTable(results, here.language.now);
  const failed = results.filter(({ exitCode }) => exitCode !== 0).map((one) => qaFailure(one).en);
  const verdict = passed
    ? `QA passed on tree ${tree.slice(0, 12)}${why ? ` (${why}: no receipt)` : ""}.`
    : `[QA_FAILED] ${why}.${suspects.length > 0 ? ` The output names files of: ${suspects.join(", ")}.` : ""}`;
  return [table, verdict, ...failed, phaseCard(here.swarm.run.state)].join("\n\n");
}
