import type { Language } from "../../kit/sentence.ts";
import type { AegisConfig } from "../config.ts";
import { languageOf } from "../core/text/messages.ts";

/** The language of texts for people: the configured one, or that of the user's last message, and before it the locale's. */
export interface UserLanguage {
  readonly now: Language;
  /** Notes a text that the user has written, or one in the user's language. */
  heard(text: string): void;
}

export function userLanguage(setting: AegisConfig["language"], locale: Language): UserLanguage {
  let now: Language = setting === "auto" ? locale : setting;
  return {
    get now() {
      return now;
    },
    heard(text) {
      if (setting === "auto") now = languageOf(text);
    },
  };
}
