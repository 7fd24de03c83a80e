import type { Language } from "../../kit/sentence.ts";
import type { EgressWords } from "./egress-words.ts";
import { ENGLISH } from "./words-en.ts";
import { KOREAN } from "./words-ko.ts";

export const EGRESS_WORDS: Record<Language, EgressWords> = { en: ENGLISH, ko: KOREAN };
