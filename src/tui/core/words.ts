import type { Language } from "../../kit/sentence.ts";
import type { TuiWords } from "./tui-words.ts";
import { ENGLISH } from "./words-en.ts";
import { KOREAN } from "./words-ko.ts";

export const TUI_WORDS: Readonly<Record<Language, TuiWords>> = { en: ENGLISH, ko: KOREAN };
