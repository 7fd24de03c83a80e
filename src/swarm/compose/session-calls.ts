import { AegisError } from "../../kit/errors.ts";
import type { HostClient } from "../adapters/opencode-host.ts";
import type { UserMessage } from "../core/words/approval.ts";
import { shownText } from "../opencode/live-rows.ts";
import type { Project } from "../opencode/project.ts";

/** Puts a message the user does not see into a session without starting a turn. */
export async function sayHidden(
  client: HostClient,
  sessionID: string,
  text: string,
): Promise<void> {
  await client.session.prompt({
    sessionID,
    noReply: true,
    agent: "commander",
    parts: [{ type: "text", text, synthetic: true }],
  });
}

/** Puts a text for people into a message of the Commander's. Throws HOST_REFUSED. */
export async function showText(
  client: HostClient,
  place: { sessionID: string; messageID: string },
  text: string,
): Promise<void> {
  const part = shownText(place, text);
  const { error } = await client.part.update({ ...place, partID: part.id, part });
  if (error !== undefined)
    throw new AegisError(
      "HOST_REFUSED",
      `OpenCode did not show the plan: ${JSON.stringify(error)}`,
      "Repeat the step; when it stays, restart OpenCode: the run is in the journal.",
    );
}

/** What the user wrote. A message that came in while a model's code ran may be forged: it is left out. */
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
              part.type === "text" ? [{ text: part.text, synthetic: part.synthetic === true }] : [],
            ),
          },
        ]
      : [],
  );
}

/**
 * OpenCode runs a `subtask: true` command as a call of `task` under the id of its own part. A model server may
 * hand out ids that look like it, but the part of such a call has another one.
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
 * Our agents below the Commander have no right that asks. Should the host ask all the same, nobody would
 * answer: the question is refused with a reason, so that the Worker goes on.
 */
export async function settleAsk(
  client: HostClient,
  project: Project,
  sessionID: string,
  properties: Record<string, unknown>,
): Promise<void> {
  const view = project.sessions.get(sessionID);
  const requestID = properties["id"];
  if (!view?.child || typeof requestID !== "string") return;
  const directory = project.swarm.run.state.workers.find(
    ({ home }) => home?.sessionID === sessionID,
  )?.home?.directory;
  await client.permission.reply({
    requestID,
    reply: "reject",
    message: `Not permitted here: ${String(properties["permission"])}. Stay inside your scope and worktree.`,
    ...(directory ? { directory } : {}),
  });
}
