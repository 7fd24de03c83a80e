import type { Language } from "../../kit/sentence.ts";
import type { RunWords } from "./run-words.ts";
import { ENGLISH } from "./words-en.ts";
import { KOREAN } from "./words-ko.ts";

export const RUN_WORDS: Record<Language, RunWords> = { en: ENGLISH, ko: KOREAN };
