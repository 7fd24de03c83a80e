import { AegisError } from "../../kit/errors.ts";
import { say } from "../../kit/sentence.ts";
import type { HostClient } from "../adapters/opencode-host.ts";
import { noteName, shownPartId } from "../core/text/shown-part.ts";
import type { Clock } from "../ports.ts";

/** The newest messages among which the place of a note is looked for. */
const LOOKED_AT = 20;

/**
 * Shows people notes in a session. A note stands in the newest message of the agent: a message of its own would make a
 * turn that runs ask the model once more. Does nothing in a session in which no agent has spoken. Throws HOST_REFUSED.
 */
export function noteShower(
  client: HostClient,
  clock: Clock,
): (sessionID: string, text: string) => Promise<void> {
  let shown = 0;
  return async (sessionID, text) => {
    const found = await client.session.messages({ sessionID, limit: LOOKED_AT });
    const last = found.data?.findLast(({ info }) => info.role === "assistant")?.info;
    if (!last && found.error === undefined) return;
    const place = { sessionID, messageID: last?.id ?? "" };
    shown += 1;
    const id = shownPartId(place.messageID, noteName(clock.now(), shown));
    const { error } = last
      ? await client.part.update({
          ...place,
          partID: id,
          part: { ...place, id, type: "text", text },
        })
      : found;
    if (error !== undefined)
      throw new AegisError(
        "HOST_REFUSED",
        say(
          `OpenCode did not show a note: ${JSON.stringify(error)}`,
          `OpenCode가 알림을 보여 주지 않았습니다: ${JSON.stringify(error)}`,
        ),
        say(
          "The run goes on; oh-my-qwencoder status shows where it stands.",
          "실행은 계속됩니다. 진행 상황은 oh-my-qwencoder status로 볼 수 있습니다.",
        ),
      );
  };
}
