import type { Language } from "../../../kit/sentence.ts";
import { DENIAL_CODES, type Denial } from "../run/denial.ts";
import { oneLine } from "../text/quoted-text.ts";
import { DENIALS_KO } from "../text/refusals-ko.ts";
import { short } from "./lines.ts";
import { REFUSAL_WORTH, REPEATED } from "./refusal-worth.ts";
import { NOTE_WORDS } from "./words.ts";

/** A refused call: who made it, and how often this agent's call of this tool was refused so since the user spoke. */
export interface RefusedCall {
  /** The Worker's name, or the role. */
  who: string;
  tool: string;
  denial: Denial;
  times: number;
}

/** What people read of a refusal: once, with its reason; undefined if it is not worth a line now. */
export function refusalNote(call: RefusedCall, language: Language): string | undefined {
  const { who, tool, denial, times } = call;
  const { code, why, usersStep } = denial;
  if (times !== TOLD_AT[REFUSAL_WORTH[code]]) return undefined;
  const { head, repeated, detail, step, commander } = NOTE_WORDS[language].refusal;
  const name = who === "commander" ? commander : short(who, 40);
  const reason = (language === "ko" ? DENIALS_KO : DENIAL_CODES)[code];
  const rule = sentence(reason);
  return [
    times > 1 ? repeated(name, tool, times) : head(name, tool),
    `${rule} (${code})`,
    ...(why[language] === rule ? [] : [detail(short(why[language]))]),
    ...(usersStep ? [step(oneLine(usersStep[language]))] : []),
  ].join("\n");
}

/** At which of equal refusals the line is drawn. */
const TOLD_AT = { "at once": 1, repeated: REPEATED, never: 0 } as const;

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
