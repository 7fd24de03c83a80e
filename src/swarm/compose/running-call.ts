import { AegisError } from "../../kit/errors.ts";
import { say } from "../../kit/sentence.ts";
import type { HostClient } from "../adapters/opencode-host.ts";

const OPEN: ReadonlySet<string> = new Set(["pending", "running"]);
const GONE = 404;

/**
 * Does OpenCode still run this call? Not if the session is deleted, or if the newest message with the call says that it
 * has ended. Throws HOST_REFUSED if OpenCode does not answer.
 */
export async function isRunningCall(
  client: HostClient,
  { sessionID, callID }: { sessionID: string; callID: string },
): Promise<boolean> {
  const { data, error, response } = await client.session.messages({ sessionID });
  if (response?.status === GONE) return false;
  if (!data)
    throw new AegisError(
      "HOST_REFUSED",
      say(
        `OpenCode did not list the messages of ${sessionID}: ${JSON.stringify(error)}`,
        `OpenCode가 ${sessionID}의 메시지를 보여 주지 않았습니다: ${JSON.stringify(error)}`,
      ),
      say(
        "Repeat the step; if the error stays, restart OpenCode. The run is in the journal.",
        "다시 실행하고, 계속 실패하면 OpenCode를 다시 시작하세요. 실행은 저널에 남아 있습니다.",
      ),
    );
  // Some servers restart the numbers of calls in each answer.
  const calls = data
    .map(({ parts }) => parts.flatMap((part) => (part.type === "tool" ? [part] : [])))
    .map((parts) => parts.filter((part) => part.callID === callID))
    .findLast((parts) => parts.length > 0);
  return calls?.some(({ state }) => OPEN.has(state.status)) ?? false;
}
