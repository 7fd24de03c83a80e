import { AegisError } from "../../kit/errors.ts";
import { say } from "../../kit/sentence.ts";
import type { HostClient } from "../adapters/opencode-host.ts";

/**
 * Answers OpenCode's open question of this call as the terminal does. False if there is none. A question is known in the
 * folder of its session alone, which may lie below the checkout. Throws HOST_REFUSED.
 */
export async function answerQuestion(
  client: HostClient,
  { sessionID, callID }: { sessionID: string; callID: string },
  answer: string,
): Promise<boolean> {
  const session = await client.session.get({ sessionID });
  if (!session.data) throw refused(session.error);
  const { directory } = session.data;
  const open = await client.question.list({ directory });
  const asked = open.data?.find(
    (each) => each.sessionID === sessionID && each.tool?.callID === callID,
  );
  const { error } = asked
    ? await client.question.reply({ directory, requestID: asked.id, answers: [[answer]] })
    : open;
  if (error !== undefined) throw refused(error);
  return asked !== undefined;
}

function refused(error: unknown): AegisError {
  return new AegisError(
    "HOST_REFUSED",
    say(
      `OpenCode did not take the answer: ${JSON.stringify(error)}`,
      `OpenCode가 답을 받지 않았습니다: ${JSON.stringify(error)}`,
    ),
    say("Answer OpenCode's question in its terminal.", "OpenCode 터미널에서 질문에 답해 주세요."),
  );
}
