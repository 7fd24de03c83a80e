import type { TuiPluginApi } from "@opencode-ai/plugin/tui";
import { isAnswer } from "../../swarm/core/text/shown-part.ts";
import type { DashboardAct } from "../core/act-keys.ts";
import { typedFor } from "../core/acts.ts";
import { asksForPlan } from "../core/pages.ts";
import type { FollowedRun, Seen } from "../core/seen.ts";
import type { TuiWords } from "../core/tui-words.ts";
import { GROUP, type Scene } from "./scene.ts";

/** The slash command of the server half: each act is what the user could type. */
const COMMAND = "aegis";
const LOOKED_AT = 20;

type Voice = Pick<Scene, "api" | "say">;

/** An act that the server half carries out. */
export type SteeringAct = Extract<DashboardAct, "stop" | "resume" | "retry" | "cancel" | "abort">;

/** Asks the user, then types the act for them and shows the answer. `isStill` says whether the run is what was asked about. */
export function confirmAct(
  { api, say }: Voice,
  {
    act,
    worker,
    run,
    words,
  }: { act: SteeringAct; worker: string | undefined; run: FollowedRun; words: TuiWords },
  isStill: () => boolean,
): void {
  const question = words.acts.sure[act](worker ?? "");
  const go = (instructions = "") => {
    api.ui.dialog.clear();
    if (!isStill()) return say(words.acts.changed, "warning");
    typeAct({ api, say }, run, typedFor(act, worker, instructions), words);
  };
  api.ui.dialog.replace(() =>
    act === "retry" ? (
      <api.ui.DialogPrompt
        title={question}
        placeholder={words.acts.instructions}
        onConfirm={(value) => go(value)}
        onCancel={() => api.ui.dialog.clear()}
      />
    ) : (
      <api.ui.DialogConfirm title={GROUP} message={question} onConfirm={() => go()} />
    ),
  );
}

/** Types an act for the user and shows the answer. */
export function typeAct(
  { api, say }: Voice,
  run: FollowedRun,
  said: string,
  words: TuiWords,
): void {
  const { noAnswer } = words.acts;
  type({ api, say }, run, said, noAnswer).catch((error) =>
    say(`${noAnswer}: ${textOf(error)}`, "error"),
  );
}

/** Sends `/aegis …` to the Commander's session. OpenCode answers such a command with an error; the text is the answer. */
async function type(
  { api, say }: Voice,
  { state }: FollowedRun,
  said: string,
  noAnswer: string,
): Promise<void> {
  const { sessionID } = state;
  if (sessionID === undefined) return;
  const before = new Set((await answersIn(api, sessionID)).map(({ id }) => id));
  const error = await api.client.session
    .command({ ...placeOf(api), ...{ sessionID, command: COMMAND, arguments: said } })
    .then((reply) => reply.error, textOf);
  const answer = (await answersIn(api, sessionID)).find(({ id }) => !before.has(id));
  if (answer) say(answer.text, "info");
  else say(`${noAnswer}: ${textOf(error)}`, "error");
}

/** The answers to `/aegis` in a session. An act also brings notes of the run, which are no answer. */
async function answersIn(
  api: TuiPluginApi,
  sessionID: string,
): Promise<{ id: string; text: string }[]> {
  const { data } = await api.client.session.messages({
    ...placeOf(api),
    ...{ sessionID, limit: LOOKED_AT },
  });
  return (data ?? [])
    .flatMap(({ parts }) => parts)
    .flatMap((part) =>
      part.type === "text" && (part.ignored === true || isAnswer(part))
        ? [{ id: part.id, text: part.text }]
        : [],
    );
}

/** OpenCode's question about the plan that waits; undefined if OpenCode asks nothing about this plan now. */
export function planRequest(api: TuiPluginApi, { run }: Seen): string | undefined {
  const sessionID = run?.state.proposal?.sessionID ?? run?.state.sessionID;
  if (!run || sessionID === undefined) return undefined;
  return api.state.session
    .question(sessionID)
    .find(({ questions: [first] }) => first !== undefined && asksForPlan(first.question, run))?.id;
}

/** The user's answer to OpenCode's own question: the plugin records it as it records every answer to it. */
export function answerPlan({ api, say }: Voice, requestID: string, answer: string): void {
  api.client.question
    .reply({ ...placeOf(api), requestID, answers: [[answer]] })
    .then(({ error }) => {
      if (error !== undefined) say(textOf(error), "error");
    })
    .catch((error) => say(textOf(error), "error"));
}

/** OpenCode's client throws errors of a server as objects without a text. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : (JSON.stringify(error) ?? "");
}

function placeOf(api: TuiPluginApi): { directory: string } {
  return { directory: api.state.path.directory };
}
