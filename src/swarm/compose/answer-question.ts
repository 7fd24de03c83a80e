import { AegisError } from "../../kit/errors.ts";
import { say } from "../../kit/sentence.ts";
import type { HostClient } from "../adapters/opencode-host.ts";

/** Answers OpenCode's open question of this call as the terminal does. False if there is none. Throws HOST_REFUSED. */
export async function answerQuestion(
  client: HostClient,
  { sessionID, callID, directory }: { sessionID: string; callID: string; directory: string },
  answer: string,
): Promise<boolean> {
  const open = await client.question.list({ directory });
  const asked = open.data?.find(
    ({ sessionID: session, tool }) => session === sessionID && tool?.callID === callID,
  );
  const { error } = asked
    ? await client.question.reply({ directory, requestID: asked.id, answers: [[answer]] })
    : open;
  if (error === undefined) return asked !== undefined;
  throw new AegisError(
    "HOST_REFUSED",
    say(
      `OpenCode did not take the answer: ${JSON.stringify(error)}`,
      `OpenCode가 답을 받지 않았습니다: ${JSON.stringify(error)}`,
    ),
    say("Answer OpenCode's question in its terminal.", "OpenCode 터미널에서 질문에 답해 주세요."),
  );
}
