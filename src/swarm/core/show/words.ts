import type { Language } from "../../../kit/sentence.ts";
import type { NoteWords } from "./note-words.ts";
import { ENGLISH } from "./note-words-en.ts";
import { KOREAN } from "./note-words-ko.ts";

export const NOTE_WORDS: Record<Language, NoteWords> = { en: ENGLISH, ko: KOREAN };
