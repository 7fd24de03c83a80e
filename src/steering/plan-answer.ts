import { type Language, say } from "../kit/sentence.ts";
import { approvePlan } from "../swarm/app/approve-plan.ts";
import { keepPlan, noteShown } from "../swarm/app/keep-plan.ts";
import { deny } from "../swarm/core/run/denial.ts";
import type { Proposal } from "../swarm/core/run/state.ts";
import { WORDS } from "../swarm/core/text/messages.ts";
import type { PlanQuestion } from "../swarm/opencode/plan-question.ts";
import type { Project } from "../swarm/opencode/project.ts";
import { unfit } from "../swarm/opencode/refusal.ts";
import { sendOn, wayOf } from "./acts.ts";
import { type Answered, done, notDone } from "./core/answered.ts";
import type { TypedAt } from "./core/typed-at.ts";
import { STEERING_WORDS } from "./core/words.ts";
import { denied } from "./refused.ts";

/** Longest wait until OpenCode has handed an answer to its question on to us. */
const HANDED_ON_MS = 30_000;

interface Asking {
  readonly proposal: Proposal;
  readonly session: string | undefined;
  readonly busy: boolean;
  readonly at: TypedAt;
}

/** OpenCode's question about this plan, or the plan shown above a question that is about to be asked. */
export function planQuestionOf(
  { questions, swarm }: Pick<Project, "questions" | "swarm">,
  proposal: Proposal | undefined,
): { sessionID: string; question: Exclude<PlanQuestion, { state: "none" }> } | undefined {
  const { sessionID: ofRun } = swarm.run.state;
  for (const sessionID of new Set([proposal?.sessionID, ofRun])) {
    if (sessionID === undefined) continue;
    const question = questions.of(sessionID);
    if (question.state !== "none" && question.proposal === proposal?.number)
      return { sessionID, question };
  }
  return undefined;
}

/** Shows the whole plan, so that the same act can then approve it. */
export async function showPlan(
  { swarm }: Project,
  proposal: Proposal,
  language: Language,
): Promise<Answered> {
  const { text } = await keepPlan(swarm, proposal, language);
  const denial = await noteShown(swarm.run, proposal.number);
  if (denial) return denied(denial, language);
  const shown = `${text.trimEnd()}\n\n${STEERING_WORDS[language].plan.readFirst}`;
  return { ...notDone(shown), shown: proposal.number };
}

/** Approves the plan that waits, on the user's own act, and sends the Commander on. */
export async function approve(
  project: Project,
  { proposal, session, busy, at }: Asking,
  language: Language,
): Promise<Answered> {
  const words = STEERING_WORDS[language].plan;
  // A running shell could have typed this in the user's place.
  if (project.tree.shellAtWork()) return denied(SHELL_RUNS, language);
  const asked = await answerAsked(project, proposal, WORDS[language].plan.approve);
  if (asked === "approved") return done(words.approved);
  if (asked) return unlike(asked, language);
  const typed = `${at} approve`;
  const denial = await project
    .inTurn(() =>
      approvePlan(project.swarm, proposal.number, {
        ...{ by: "act", answer: typed },
        way: wayOf(project, at),
      }),
    )
    .catch((error: unknown) => unfit(error));
  if (denial) return denied(denial, language);
  if (session !== undefined) await sendOn(project, { session, back: [], busy, by: typed });
  return done(words.approved);
}

/** Declines the plan that waits; the run stays open. With words, the Commander is told them and goes on. */
export async function decline(
  project: Project,
  { proposal, session, busy, at, words }: Asking & { words: string },
  language: Language,
): Promise<Answered> {
  const said = STEERING_WORDS[language].plan;
  const asked = await answerAsked(project, proposal, WORDS[language].plan.change);
  if (asked && asked !== "declined") return unlike(asked, language);
  const by = `${at} decline`;
  if (!asked) {
    const denial = await project.swarm.run.submit({
      ...{ type: "PLAN_DECLINED", proposal: proposal.number },
      answer: `${by} ${words}`.trim(),
    });
    if (denial) return denied(denial, language);
  }
  if (session === undefined) return done(said.declined);
  const told = `The user declined the plan with ${by}.`;
  if (words === "") {
    await project.transcript.say(session, `${told} Wait for their words.`);
    return done(said.declined);
  }
  const wish = `${told} They want: ${words}\nA changed plan is a new design_propose.`;
  await sendOn(project, { session, back: [], busy: busy || asked !== undefined, by, text: wish });
  return done(said.declinedFor);
}

/** What became of the plan after an answer to OpenCode's question. `waits`: nothing within the time; `gone`: the run is over, or another plan waits. */
type Became = "approved" | "declined" | "gone" | "waits";

/** Another answer was first, or none was taken. */
function unlike(became: Became, language: Language): Answered {
  const { plan, idle } = STEERING_WORDS[language];
  return notDone(became === "waits" ? plan.notHeard : idle["no-plan"]);
}

/** Gives the answer to OpenCode's question about the plan if that question is open. Undefined: nothing is asked. */
async function answerAsked(
  project: Project,
  proposal: Proposal,
  answer: string,
): Promise<Became | undefined> {
  const found = planQuestionOf(project, proposal);
  if (found?.question.state !== "asked") return undefined;
  const { run, clock } = project.swarm;
  let stopListening = () => {};
  const settled = new Promise<Became>((resolve) => {
    stopListening = run.onChange(({ proposal: now }, event) => {
      if (now?.number === proposal.number) return;
      const { type } = event;
      const answers = "proposal" in event && event.proposal === proposal.number;
      if (answers && type === "PLAN_APPROVED") resolve("approved");
      else resolve(answers && type === "PLAN_DECLINED" ? "declined" : "gone");
    });
    clock.after(HANDED_ON_MS, () => resolve("waits"));
  }).finally(() => stopListening());
  const { sessionID, question } = found;
  project.questions.give(sessionID, question.callID, answer);
  const given = await project.answerQuestion({ sessionID, callID: question.callID }, answer);
  if (given) return settled;
  stopListening();
  return undefined;
}

const SHELL_RUNS = deny(
  "APPROVAL_PENDING",
  say("A shell command is still running.", "셸 명령이 아직 실행 중입니다."),
  "Repeat it after the command has ended.",
  say("Repeat it after the command has ended.", "명령이 끝난 뒤 다시 하세요."),
);
