import type { Language } from "../../kit/sentence.ts";
import type { AegisConfig } from "../config.ts";
import { languageOf } from "../core/text/messages.ts";

/** The language in which people are addressed: as configured, or as the user last wrote. */
export interface UserLanguage {
  readonly now: Language;
  /** The user has written this. */
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
