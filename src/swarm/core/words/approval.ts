import type { Denial } from "../run/denial.ts";
import type { Approval } from "../run/event-parts.ts";
import { noApproval, notFound } from "../text/quote-refusals.ts";
import { agrees, objects, withdraws } from "./approval-words.ts";

/** A message of the session as the host stored it. No person typed `synthetic` text. */
export interface UserMessage {
  id: string;
  /** Epoch milliseconds. */
  createdAt: number;
  texts: { text: string; synthetic: boolean }[];
}

/** A quote with the sentences it touches and everything that the user said after them. */
interface QuoteHit {
  message: UserMessage;
  words: string;
  said: string;
  later: string;
}

/**
 * Finds a quote in the user's own words. A person must have typed the quoted words verbatim, in a sentence that
 * agrees and does not object, and must not have withdrawn them since. Returns the newest message with the quote;
 * the guard (`approvedByUser`) decides how new the message must be.
 */
export function findQuote(
  quote: string,
  messages: readonly UserMessage[],
): { ok: true; approval: Approval } | { ok: false; denial: Denial } {
  const wanted = oneLine(normalise(quote));
  const newest = messages.toSorted((a, b) => b.createdAt - a.createdAt);
  const found = wanted === "" ? undefined : firstFound(wanted, newest);
  if (!found) return { ok: false, denial: notFound(quote) };
  const { message, words, said, later } = found;
  if (!agrees(words, said) || objects(said)) return { ok: false, denial: noApproval(said) };
  if (withdraws(later)) return { ok: false, denial: noApproval(oneLine(later)) };
  return {
    ok: true,
    approval: { by: "quote", messageID: message.id, createdAt: message.createdAt, quote },
  };
}

/** The newest sentence in which a person wrote these words, in lower case; undefined if there is none. */
export function sentenceWith(quote: string, messages: readonly UserMessage[]): string | undefined {
  const wanted = oneLine(normalise(quote));
  const newest = messages.toSorted((a, b) => b.createdAt - a.createdAt);
  return wanted === "" ? undefined : firstFound(wanted, newest)?.said;
}

/** The newest message that contains the words. `newest` starts with the newest message. */
function firstFound(wanted: string, newest: readonly UserMessage[]): QuoteHit | undefined {
  let since = "";
  for (const message of newest) {
    const typed = message.texts.filter(({ synthetic }) => !synthetic);
    for (const { text } of typed) {
      const place = placeOf(wanted, normalise(text));
      if (place) return { message, ...place, later: `${place.later}\n${since}` };
    }
    since = `${typed.map(({ text }) => normalise(text)).join("\n")}\n${since}`;
  }
  return undefined;
}

/** The words that the quote touches, their sentences (a “don’t” before the quote counts), and the text after them. */
function placeOf(wanted: string, text: string): Omit<QuoteHit, "message"> | undefined {
  const place = wholeWords(oneLine(text), wanted);
  if (!place) return undefined;
  const words = oneLine(text.slice(place.start, place.end));
  const rest = text.slice(place.end);
  const head = text.slice(0, place.start).split(SENTENCE_END).at(-1) ?? "";
  const tail = rest.slice(0, endOfSentence(words, rest));
  return { words, said: `${head}${words}${tail}`, later: rest.slice(tail.length) };
}

const SENTENCE_END = /(?<=[.!?。？])\s+|\n/;

function endOfSentence(wanted: string, rest: string): number {
  if (/[.!?。？]$/.test(wanted) && /^\s|^$/.test(rest)) return 0;
  const end = /[.!?。？]+(?=\s|$)|\n/.exec(rest);
  return end ? end.index + end[0].length : rest.length;
}

/** The place of `wanted` in `text`: as whole words if possible, otherwise extended to the words that it cuts. */
function wholeWords(text: string, wanted: string): { start: number; end: number } | undefined {
  const places: { start: number; end: number }[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    const left = /^[\p{L}\p{N}]/u.test(wanted) ? WORD_END : NOTHING;
    const right = /[\p{L}\p{N}]$/u.test(wanted) ? WORD_START : NOTHING;
    places.push({
      start: at - (left.exec(text.slice(0, at))?.[0].length ?? 0),
      end: end + (right.exec(text.slice(end))?.[0].length ?? 0),
    });
  }
  return places.find(({ start, end }) => end - start === wanted.length) ?? places[0];
}

const WORD_START = /^[\p{L}\p{N}]+/u;
const WORD_END = /[\p{L}\p{N}]+$/u;
const NOTHING = /^$/;

/** Lower case, with one kind of space and of line break; `oneLine` does not change the length of the result. */
function normalise(text: string): string {
  return text
    .normalize("NFC")
    .trim()
    .replace(/\s*\n\s*/g, "\n")
    .replace(/[^\S\n]+/g, " ")
    .replace(/’/g, "'")
    .toLowerCase();
}

function oneLine(text: string): string {
  return text.replace(/\n/g, " ");
}
