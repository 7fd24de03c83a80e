import { AegisError } from "../kit/errors.ts";
import { say } from "../kit/sentence.ts";
import type { HostClient } from "../swarm/adapters/opencode-host.ts";
import { answerName, shownPartId } from "../swarm/core/text/shown-part.ts";

/** The newest messages among which the place of an answer is looked for. */
const LOOKED_AT = 20;

/**
 * Shows people a text in the session, starts no turn, and the model never reads it. The text stands in the newest
 * message of an agent: a message of its own would make a turn that runs ask the model once more. In a session without
 * such a message it stands alone. Throws HOST_REFUSED.
 */
export async function showAnswer(
  client: HostClient,
  sessionID: string,
  text: string,
): Promise<void> {
  const found = await client.session.messages({ sessionID, limit: LOOKED_AT });
  const last = found.data?.findLast(({ info }) => info.role === "assistant")?.info;
  const { error } = last
    ? await besideAnswer(client, { sessionID, messageID: last.id }, text)
    : await client.session.prompt({
        ...{ sessionID, noReply: true, agent: "commander" },
        parts: [{ type: "text", text, ignored: true }],
      });
  const refusal = found.error ?? error;
  if (refusal !== undefined)
    throw new AegisError(
      "HOST_REFUSED",
      say(
        `OpenCode did not show the answer: ${JSON.stringify(refusal)}`,
        `OpenCode가 답을 보여 주지 않았습니다: ${JSON.stringify(refusal)}`,
      ),
      say(
        "Repeat the command; if the error stays, restart OpenCode.",
        "명령을 다시 실행하고, 계속 실패하면 OpenCode를 다시 시작하세요.",
      ),
    );
}

function besideAnswer(
  client: HostClient,
  place: { sessionID: string; messageID: string },
  text: string,
) {
  const id = shownPartId(place.messageID, answerName(Date.now()));
  const part = { ...place, id, type: "text" as const, text };
  return client.part.update({ ...place, partID: id, part });
}
