import { type Denial, deny } from "./denial.ts";
import type { Approval } from "./events.ts";

/** A message of the session as the host stored it. `synthetic` text was never typed by a person. */
export interface UserMessage {
  id: string;
  /** Epoch milliseconds. */
  createdAt: number;
  texts: { text: string; synthetic: boolean }[];
}

const APPROVES =
  /\b(approve[ds]?|yes|yep|yeah|ok(ay)?|go(\s+(ahead|on|for it))?|proceed|start|do it|ship it|lgtm|looks good|sounds good|agreed?|confirmed?|accept(ed)?|option\s*1|1)\b|승인|진행|좋아|좋습니다|그대로|시작|동의|확인|네|예|응|ㅇㅋ|오케이|맞아|부탁|만들어|추가해|1\s*번/i;
const OBJECTS =
  /\b(no|not|don'?t|do not|never|stop|wait|cancel|reject(ed)?|instead|unless|before you|but first|hold on|disagree)\b|\?|아니|안\s*돼|안돼|말고|말아|하지\s*마|마세요|취소|중단|잠깐|기다|거절|반대|전에|대신|먼저\s*물어|보류/i;

/**
 * Holds a quote against what the user really wrote: verbatim, in a message a person typed, in a
 * sentence that agrees to something and objects to nothing. How new it must be is the guard's
 * business (`approvedByUser`): the newest fitting message is returned.
 */
export function findQuote(
  quote: string,
  messages: readonly UserMessage[],
): { ok: true; approval: Approval } | { ok: false; denial: Denial } {
  const wanted = normalise(quote);
  if (wanted === "") return { ok: false, denial: notFound(quote) };
  const holding = messages
    .toSorted((a, b) => b.createdAt - a.createdAt)
    .flatMap((message) => {
      const text = message.texts
        .filter(({ synthetic }) => !synthetic)
        .map((part) => normalise(part.text))
        .find((part) => part.includes(wanted));
      return text === undefined ? [] : [{ message, text }];
    });
  const newest = holding[0];
  if (!newest) return { ok: false, denial: notFound(quote) };
  const said = sentencesAround(newest.text, wanted);
  if (!APPROVES.test(wanted) || OBJECTS.test(said))
    return {
      ok: false,
      denial: deny(
        "QUOTE_NOT_APPROVAL",
        `"${short(said)}" does not approve the plan.`,
        "Ask the user for a clear answer, for example “approve”, or answer what they asked.",
      ),
    };
  return {
    ok: true,
    approval: {
      by: "quote",
      messageID: newest.message.id,
      createdAt: newest.message.createdAt,
      quote,
    },
  };
}

function notFound(quote: string): Denial {
  return deny(
    "QUOTE_NOT_FOUND",
    `The user has written no message with the words "${short(quote)}".`,
    "Show the plan and wait for the user; quote their answer word for word.",
  );
}

/** The sentences of a message which the quote touches, so that “don't” before it counts. */
function sentencesAround(text: string, quote: string): string {
  const start = text.indexOf(quote);
  const end = start + quote.length;
  const before = text.slice(0, start);
  const after = text.slice(end);
  const head = before.slice(before.search(/[^.!?。\n]*$/));
  const tail = /^[^.!?。\n]*[?]?/.exec(after)?.[0] ?? "";
  return `${head}${quote}${tail}`;
}

function normalise(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").trim().toLowerCase();
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
