import type { Language } from "../../kit/sentence.ts";
import { ACTS } from "./read-act.ts";
import type { SteeringWords } from "./steering-words.ts";
import { ENGLISH } from "./words-en.ts";
import { KOREAN } from "./words-ko.ts";

export const STEERING_WORDS: Record<Language, SteeringWords> = { en: ENGLISH, ko: KOREAN };

/** The list of the acts. */
export function helpText(language: Language): string {
  const { head, acts, conversation } = STEERING_WORDS[language].help;
  const lines = ACTS.map((act) => `  /aegis ${act.padEnd(7)}  ${acts[act]}`);
  return [head, ...lines, conversation].join("\n");
}
