import type { Environment } from "../kit/environment.ts";
import { say } from "../kit/sentence.ts";
import type { HostClient } from "../swarm/adapters/opencode-host.ts";
import type { Pending } from "../swarm/adapters/request-file.ts";
import {
  answerSteering,
  pendingSteering,
  type SteeringRequest,
  takeSteering,
} from "../swarm/adapters/steering-request.ts";
import { commanderSessions } from "../swarm/compose/end-by-user.ts";
import {
  ASKER_ENDED,
  askerEnded,
  NOT_THE_USERS,
  watchRequests,
} from "../swarm/compose/watch-requests.ts";
import { runOpen } from "../swarm/core/run/state.ts";
import { RUN_OVER } from "../swarm/core/show/refused-to-people.ts";
import type { Project } from "../swarm/opencode/project.ts";
import type { Answered } from "./core/answered.ts";
import { readAct } from "./core/read-act.ts";
import { refused } from "./refused.ts";
import { showAnswer } from "./show-answer.ts";
import { steer } from "./steer.ts";

interface Here {
  readonly client: HostClient;
  readonly env: Environment;
  /** The plan that a command has shown last; another plan is read before a command approves it. */
  readonly shown: { plan?: number };
}

/** Carries out what the user types in a shell, `oh-my-qwencoder stop` and its like, in the process that drives the run. */
export function watchSteeringRequests(project: Project, at: Omit<Here, "shown">): void {
  const here: Here = { ...at, shown: {} };
  watchRequests(project, {
    name: "steering request",
    pending: pendingSteering,
    answer: (request) => answer(project, here, request),
  });
}

async function answer(
  project: Project,
  here: Here,
  request: Pending<SteeringRequest>,
): Promise<void> {
  const { top } = project.swarm;
  if (!(await takeSteering(top, request))) return;
  const { id, said } = request;
  const answered = await carryOut(project, here, request);
  await answerSteering(top, { id, ...answered });
  // Who looks at OpenCode reads why its turn has ended.
  const [session] = commanderSessions(project);
  if (session === undefined || !answered.done) return;
  const shown = showAnswer(here.client, session, `oh-my-qwencoder ${said}\n${answered.text}`);
  await shown.catch((error: unknown) => project.log("warn", `steering: ${String(error)}`));
}

async function carryOut(
  project: Project,
  { env, shown }: Here,
  request: Pending<SteeringRequest>,
): Promise<Answered> {
  const { said, language, runId, plan } = request;
  const { state } = project.swarm.run;
  if (!runOpen(state) || state.runId !== runId) return refused(RUN_OVER, language);
  if (!project.isUsers(request)) return refused(NOT_THE_USERS, language);
  if (askerEnded(request)) return refused(ASKER_ENDED, language);
  // Without a kernel between them, an agent's program could write what only the user may decide.
  const { act } = readAct(said);
  if (!project.holdsState && DECIDES.has(act)) return refused(notHeld(act), language);
  const hasRead = (number: number) => plan === number && (shown.plan ?? number) === number;
  const call = { said, at: "oh-my-qwencoder", language, hasRead } as const;
  const answered = await steer(call, async () => project, env);
  if (answered.shown !== undefined) shown.plan = answered.shown;
  return answered;
}

const DECIDES: ReadonlySet<string> = new Set(["approve", "decline", "choose"]);

const notHeld = (act: string) => ({
  why: say(
    "Bubblewrap does not hold agents' shells here, so a program of theirs could have asked for this in your place.",
    "여기서는 bubblewrap이 에이전트의 셸을 막지 않아, 그 프로그램이 대신 요청했을 수 있습니다.",
  ),
  next: say(
    `Answer the plan in OpenCode: its question, or /aegis ${act}`,
    `OpenCode에서 계획에 답하세요: 질문에 답하거나 /aegis ${act}`,
  ),
});
