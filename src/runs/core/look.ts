import type { Language } from "../../kit/sentence.ts";
import { padded } from "../../kit/width.ts";
import { plainStatus } from "../../swarm/core/text/dashboard.ts";
import { WORDS } from "../../swarm/core/text/messages.ts";
import { visible } from "../../swarm/core/text/quoted-text.ts";

/** How a text may look on its screen. */
export interface Look {
  readonly language: Language;
  /** No pictures, only words. */
  readonly plain: boolean;
  readonly columns: number;
  /** The time of the look, in epoch milliseconds; without it no text counts time. */
  readonly now?: number;
}

const HEAD_WIDTH = 11;

/** A status as people read it; `plain` leaves the picture out. */
export function statusWord(
  status: keyof (typeof WORDS)["en"]["status"],
  { language, plain }: Look,
): string {
  return plain ? plainStatus(status, language) : WORDS[language].status[status];
}

/** A line of the screen, broken at blanks if it is too long. */
export interface ScreenLine {
  readonly text: string;
  readonly strong?: boolean;
  /** Indentation of the continuation lines. */
  readonly hang?: number;
}

/** A heading and its value. */
export function fact(head: string, value: string): ScreenLine {
  return { text: `${padded(head, HEAD_WIDTH)} ${oneLine(value)}`, hang: HEAD_WIDTH + 1 };
}

/** One item of a list. */
export function item(text: string): ScreenLine {
  return { text: `  - ${oneLine(text)}`, hang: 4 };
}

/**
 * Line breaks and other commands to a terminal become blanks, and no sign turns the direction of what follows: a text
 * of a model draws only its own line.
 */
export function oneLine(text: string): string {
  return visible(text.replace(/[\s\p{Cc}]+/gu, " ").trim());
}

/** A time in UTC, to the minute. */
export function minuteOf(at: number | undefined): string {
  return at === undefined
    ? "–"
    : `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
