import { AegisError } from "../../kit/errors.ts";
import { say } from "../../kit/sentence.ts";
import type { HostClient } from "../adapters/opencode-host.ts";
import type { Run } from "../app/run.ts";
import { workerOfSession } from "../core/run/workers-of.ts";
import { ASIDE } from "../core/text/aside.ts";
import type { UserMessage } from "../core/words/approval.ts";
import type { PermissionRequest } from "../opencode/host-event.ts";
import { shownText } from "../opencode/live-rows.ts";
import type { MessagePlace } from "../opencode/live-stage.ts";
import type { SessionViews } from "../opencode/session-views.ts";

/** Puts a message that the user does not see into a session, without starting a turn. */
export async function sayHidden(
  client: HostClient,
  sessionID: string,
  text: string,
): Promise<void> {
  await client.session.prompt({
    sessionID,
    noReply: true,
    agent: "commander",
    parts: [{ type: "text", text, synthetic: true, metadata: ASIDE }],
  });
}

/** Puts a text for people into the Commander's message. Throws HOST_REFUSED. */
export async function showText(
  client: HostClient,
  place: MessagePlace,
  text: string,
): Promise<void> {
  const part = shownText(place, text);
  const { error } = await client.part.update({ ...place, partID: part.id, part });
  if (error !== undefined)
    throw new AegisError(
      "HOST_REFUSED",
      say(
        `OpenCode did not show the plan: ${JSON.stringify(error)}`,
        `OpenCode가 계획을 보여 주지 않았습니다: ${JSON.stringify(error)}`,
      ),
      say(
        "Repeat the step; if the error stays, restart OpenCode. The run is in the journal.",
        "다시 실행하고, 계속 실패하면 OpenCode를 다시 시작하세요. 실행은 저널에 남아 있습니다.",
      ),
    );
}

/** Shows a person sentences that need no answer, above the current screen. Does nothing without a sentence. */
export async function toast(
  client: HostClient,
  directory: string,
  sentences: readonly string[],
): Promise<void> {
  if (sentences.length === 0) return;
  const message = sentences.join("\n");
  await client.tui.showToast({ directory, title: "Aegis", message, variant: "warning" });
}

/** The user's messages, without those that came while a model's code ran, which could have sent them. */
export async function userMessages(
  client: HostClient,
  sessionID: string,
  agentsRanAt: (time: number) => boolean,
): Promise<UserMessage[]> {
  const { data } = await client.session.messages({ sessionID });
  return (data ?? []).flatMap(({ info, parts }) =>
    info.role === "user" && info.agent === "commander" && !agentsRanAt(info.time.created)
      ? [
          {
            id: info.id,
            createdAt: info.time.created,
            texts: parts.flatMap((part) =>
              // A text that only shows our answer is nobody's word.
              part.type === "text" && !part.ignored
                ? [{ text: part.text, synthetic: part.synthetic === true }]
                : [],
            ),
          },
        ]
      : [],
  );
}

/**
 * OpenCode runs a `subtask: true` command as a call of `task` with the id of the call's own part. A model server
 * may imitate such an id, but the part of its call then has another id.
 */
export async function isSubtaskCommand(
  client: HostClient,
  { sessionID, callID }: { sessionID: string; callID: string },
): Promise<boolean> {
  if (!callID.startsWith("prt_")) return false;
  const { data } = await client.session.messages({ sessionID });
  return (data ?? []).some(({ parts }) =>
    parts.some((part) => part.id === callID && part.type === "tool" && part.callID !== callID),
  );
}

/**
 * No right of our agents below the Commander asks a question. If the host still asks one, no person would answer,
 * so we refuse the question with a reason and the Worker goes on.
 */
export async function settleAsk(
  client: HostClient,
  { sessions, run }: { sessions: SessionViews; run: Pick<Run, "state"> },
  sessionID: string,
  { id, permission }: PermissionRequest,
): Promise<void> {
  if (sessions.known(sessionID)?.parent === undefined) return;
  const directory = workerOfSession(run.state, sessionID)?.home?.directory;
  await client.permission.reply({
    requestID: id,
    reply: "reject",
    message: `Not permitted here: ${permission}. Stay inside your scope and worktree.`,
    ...(directory ? { directory } : {}),
  });
}
