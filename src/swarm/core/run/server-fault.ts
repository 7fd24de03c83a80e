import { alike, type Sentence, say } from "../../../kit/sentence.ts";

/** An error of a turn, as the host stored it. */
export interface TurnError {
  readonly name: string;
  readonly message: string;
  /** HTTP status of the model server's answer, if there was one. */
  readonly status?: number;
}

/** Answers that say something about the server or the key, and nothing about the request. */
const OF_SERVER = new Set([401, 402, 403, 404, 407, 408, 409, 425, 429]);

/** Words of connections that were refused, reset or timed out, in Node, in Bun and in OpenCode. */
const NO_ANSWER =
  /ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|fetch failed|unable to connect|connection (?:was )?(?:closed|refused|reset|error)|socket|timed? ?out|terminated|network error|overloaded|other side closed/i;

/**
 * Why the model server is to blame for this error, in words for people; undefined if the request or the model is. A
 * Worker does not pay for a fault of the server: it is paused and goes on in the same conversation.
 */
export function serverFault({ name, message, status }: TurnError): Sentence | undefined {
  const line = firstLine(message);
  if (status !== undefined)
    return status >= 500 || OF_SERVER.has(status) ? alike(`HTTP ${status}`) : undefined;
  if (name === "ProviderAuthError") return say(`the key is refused (${line})`, `키 거부 (${line})`);
  if (name === "MessageAbortedError") return undefined;
  return NO_ANSWER.test(message) ? say(`no answer (${line})`, `응답 없음 (${line})`) : undefined;
}

/** One short line: some servers answer with a whole page. */
function firstLine(message: string): string {
  return (message.trim().split("\n")[0] ?? "").slice(0, 120);
}
