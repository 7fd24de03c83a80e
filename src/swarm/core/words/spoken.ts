import type { Language } from "../../../kit/sentence.ts";
import type { RunState } from "../run/state.ts";

/**
 * The language in which a text is written; undefined if it does not say: figures, signs, one short word as everybody
 * writes it. Korean words that an English sentence names, as a label of a screen, are no Korean; nor is what stands in
 * quotation marks or code.
 */
export function heardIn(text: string): Language | undefined {
  const bare = text.replace(NAMED, " ");
  const own = /\p{L}/u.test(bare) ? bare : text;
  const korean = own.match(/\p{Script=Hangul}/gu)?.length ?? 0;
  const letters = own.match(/\p{L}/gu)?.length ?? 0;
  if (korean > 0 && korean === letters) return "ko";
  if (korean >= 2 && !namesKorean(own)) return "ko";
  return letters === 0 || SAYS_NOTHING.test(text.trim()) ? undefined : "en";
}

const NAMED =
  /```[\s\S]*?(?:```|$)|`[^`\n]*`|"[^"\n]*"|“[^”\n]*”|‘[^’\n]*’|「[^」\n]*」|『[^』\n]*』/gu;

/** An English sentence with few Korean words, none with the ending of a Korean sentence or a particle. */
function namesKorean(text: string): boolean {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const korean = words.filter((word) => /\p{Script=Hangul}/u.test(word));
  return (
    FUNCTION_WORD.test(text) &&
    !korean.includes(words[0] ?? "") &&
    words.length - korean.length >= 2 * korean.length &&
    !korean.some((word) => KOREAN_END.test(word))
  );
}

/** Small words that a Korean sentence has no use for, also if it is full of English names. */
const FUNCTION_WORD =
  /\b(?:the|a|an|is|are|should|must|to|of|in|on|for|with|and|it|its|this|that|use|please|not|says?|reads?)\b/i;
const KOREAN_END = /(?:줘|요|다|까|해|자|라|죠|네|임|음|함|지|야|을|를|은|는|에|으로|에서)$/;

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
