import { say } from "../../../kit/sentence.ts";
import { type Denial, deny } from "../run/denial.ts";

/** The user said these words, and no approval is in them. */
export function noApproval(said: string): Denial {
  return deny(
    "QUOTE_NOT_APPROVAL",
    say(
      `"${short(said)}" does not approve the plan.`,
      `"${short(said)}"은(는) 계획을 승인하는 말이 아닙니다.`,
    ),
    "Ask the user for a clear answer, for example “approve”, or answer what they asked.",
  );
}

/** The user said no such words. */
export function notFound(quote: string): Denial {
  return deny(
    "QUOTE_NOT_FOUND",
    say(
      `The user has written no message with the words "${short(quote)}".`,
      `사용자가 쓴 메시지에 "${short(quote)}"라는 말이 없습니다.`,
    ),
    "Show the plan and wait for the user; quote their answer word for word.",
  );
}

function short(text: string): string {
  const line = text.trim();
  return line.length > 80 ? `${line.slice(0, 77)}…` : line;
}
