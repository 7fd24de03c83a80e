import type { Language } from "../../kit/sentence.ts";
import { DENIAL_CODES, type DenialCode } from "../../swarm/core/run/denial.ts";
import { DENIALS_KO } from "../../swarm/core/text/refusals-ko.ts";
import type { ReportWords } from "./report-words.ts";
import { ENGLISH } from "./words-en.ts";
import { KOREAN } from "./words-ko.ts";

export const REPORT_WORDS: Record<Language, ReportWords> = { en: ENGLISH, ko: KOREAN };

/** The sentence of a rule; undefined for a code that this version does not know. */
export function ruleText(code: string, language: Language): string | undefined {
  const texts = language === "ko" ? DENIALS_KO : DENIAL_CODES;
  return Object.hasOwn(texts, code) ? texts[code as DenialCode] : undefined;
}
