import type { Language } from "../../kit/sentence.ts";
import type { AegisConfig } from "../config.ts";
import { languageOf } from "../core/text/messages.ts";

/** The language of texts for people: the configured language, or the language of the user's last message. */
export interface UserLanguage {
  readonly now: Language;
  /** Notes a text that the user has written. */
  heard(text: string): void;
}

export function userLanguage(setting: AegisConfig["language"]): UserLanguage {
  let now: Language = setting === "ko" ? "ko" : "en";
  return {
    get now() {
      return now;
    },
    heard(text) {
      if (setting === "auto") now = languageOf(text);
    },
  };
}
