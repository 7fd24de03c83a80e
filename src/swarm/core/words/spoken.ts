import type { Language } from "../../../kit/sentence.ts";
import type { RunState } from "../run/state.ts";

/**
 * The language in which a text is written; undefined if it does not say: figures, signs, one short word as everybody
 * writes it. One Korean letter among words of another language is a name.
 */
export function heardIn(text: string): Language | undefined {
  const korean = text.match(/\p{Script=Hangul}/gu)?.length ?? 0;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (korean >= 2 || (korean > 0 && korean === letters)) return "ko";
  return letters === 0 || SAYS_NOTHING.test(text.trim()) ? undefined : "en";
}

const SAYS_NOTHING = /^(?:ok|okay|y|n|yes|no|go)[.!]*$/i;

/** The language of a text that has one. */
export function languageOf(text: string): Language {
  return heardIn(text) ?? "en";
}

/** The language that a run has spoken so far: the one that its journal keeps, else that of its plan. */
export function recordedLanguage({
  language,
  proposal,
  approved,
}: Pick<RunState, "language" | "proposal" | "approved">): Language | undefined {
  const { plan } = proposal ?? approved ?? {};
  return language ?? (plan && languageOf(plan.title));
}

/** What may say which language people read, the strongest first. */
export interface Spoken {
  readonly setting: Language | "auto";
  /** The user's latest message in the conversation. */
  readonly heard: Language | undefined;
  readonly run: Pick<RunState, "language" | "proposal" | "approved"> | undefined;
  readonly locale: Language;
}

/** THE rule: the setting, else the user's latest message, else the language of the run, else the locale. */
export function spokenLanguage({ setting, heard, run, locale }: Spoken): Language {
  if (setting !== "auto") return setting;
  return heard ?? (run && recordedLanguage(run)) ?? locale;
}
