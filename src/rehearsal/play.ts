import { setTimeout as delay } from "node:timers/promises";
import { readStanding, type Standing } from "../git/history.ts";
import { REFS } from "../kit/state-paths.ts";
import { viewNewestRun } from "../swarm/adapters/journal-reader.ts";
import type { RunRecord } from "../swarm/core/run/events.ts";
import { replay } from "../swarm/core/run/evolve.ts";
import { INITIAL, type RunState } from "../swarm/core/run/state.ts";
import { APPROVE_LABELS } from "../swarm/core/text/messages.ts";
import type { Stage } from "./stage.ts";

/** How a rehearsal ended, from the journal and from git, not from what the model said. */
export interface RehearsalResult {
  ok: boolean;
  problems: string[];
  phase: RunState["phase"];
  commit?: string;
  tree?: string;
  subject?: string;
  refused: { who: string; tool: string; code: string }[];
  state: RunState;
}

const LIMIT_MS = 15 * 60_000;
const LOOK_MS = 200;
/** Six worktrees take a second; a machine may be busy. */
const CLEAN_UP_MS = 60_000;

/**
 * Plays the user: asks, approves the plan by answering the plugin's question, and watches the
 * journal until the run is over. Then compares the result with git.
 */
export async function play(
  stage: Stage,
  options: { request: string; onChange: (state: RunState, records: readonly RunRecord[]) => void },
): Promise<RehearsalResult> {
  const { host, repository } = stage;
  const session = await host.createSession(repository, "commander");
  let records: RunRecord[] = [];
  const look = async () => {
    const { records: now } = await viewNewestRun(repository);
    if (now.length === records.length) return;
    records = now;
    options.onChange(replay(records), records);
  };
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_MS);
  try {
    await host.prompt(session, repository, options.request, "commander");
    const over = host.waitIdle(session, repository, LIMIT_MS);
    const answering = answerQuestions(stage, session, over);
    await over;
    await answering;
  } finally {
    clearInterval(timer);
  }
  await look();
  return judge(stage, records);
}

/** Answers the plan's question with the label that approves; there is no other question in a rehearsal. */
async function answerQuestions(stage: Stage, session: string, over: Promise<void>): Promise<void> {
  let ended = false;
  const end = over.then(
    () => {
      ended = true;
    },
    () => {
      ended = true;
    },
  );
  let from = 0;
  while (!ended) {
    const asked = await Promise.race([
      end,
      stage.host.waitEvent(
        ({ type, sessionID }) => type === "question.asked" && sessionID === session,
        LIMIT_MS,
        from,
      ),
    ]);
    if (!asked) return;
    from = stage.host.events.indexOf(asked) + 1;
    const questions = asked.properties["questions"] as { options: { label: string }[] }[];
    const labels = questions.map(
      ({ options }) => options.find(({ label }) => APPROVE_LABELS.includes(label))?.label ?? "",
    );
    const requestID = String(asked.properties["id"]);
    await stage.host.answerQuestion(
      stage.repository,
      requestID,
      labels.map((label) => [label]),
    );
  }
}

/** The worktrees and refs of a run go after its commit: reads the repository then, or at the limit. */
async function standingAfter(repository: string, committed: boolean): Promise<Standing> {
  const limit = Date.now() + (committed ? CLEAN_UP_MS : 0);
  for (;;) {
    const standing = await readStanding(repository, { env: process.env, prefix: REFS });
    const clean = standing.worktrees === 1 && standing.refs.length === 0;
    if (clean || Date.now() > limit) return standing;
    await delay(LOOK_MS);
  }
}

async function judge(stage: Stage, records: readonly RunRecord[]): Promise<RehearsalResult> {
  const { repository, model } = stage;
  const state = records.length > 0 ? replay(records) : INITIAL;
  const { committed, qa } = state;
  const standing = await standingAfter(repository, committed !== undefined);
  const problems = model.divergences.map(
    ({ agent, step, expected, got }) =>
      `the ${agent}'s script expected ${expected} at step ${step}, got: ${got.slice(0, 300)}`,
  );
  if (!committed) problems.push(`the run ended in ${state.phase} without a commit`);
  else if (committed.commit !== standing.head) problems.push("the commit is not on the branch");
  if (committed && qa?.tree !== standing.tree)
    problems.push("the committed tree is not the tree that passed QA");
  if (!standing.clean) problems.push("the checkout is not clean");
  if (standing.worktrees !== 1) problems.push("a worktree is left");
  if (standing.refs.length > 0) problems.push("a ref is left");
  return {
    ok: problems.length === 0,
    problems,
    phase: state.phase,
    ...(committed
      ? { commit: committed.commit, tree: committed.tree, subject: committed.subject }
      : {}),
    refused: records.flatMap(({ event }) =>
      event.type === "CALL_REFUSED" ? [{ who: event.who, tool: event.tool, code: event.code }] : [],
    ),
    state,
  };
}
