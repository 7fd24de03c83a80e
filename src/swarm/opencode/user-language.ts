import type { Language } from "../../kit/sentence.ts";
import type { Run } from "../app/run.ts";
import type { AegisConfig } from "../config.ts";
import { runOpen } from "../core/run/state.ts";
import { heardIn, recordedLanguage, spokenLanguage } from "../core/words/spoken.ts";

/** The language of texts for people, by the one rule of `spokenLanguage`. */
export interface UserLanguage {
  /** What the run speaks: the conversations with the Commander decide. */
  readonly now: Language;
  /** What is spoken in this conversation. */
  in(sessionID: string): Language;
  /** True if the user has written in this conversation since the start. */
  knows(sessionID: string): boolean;
  /** Notes a text of the user's; an open run keeps a new language in its journal. Rejects as `submit` does. */
  heard(text: string, place: { sessionID: string; withCommander: boolean }): Promise<void>;
}

interface Parts {
  readonly setting: AegisConfig["language"];
  readonly locale: Language;
  readonly run: () => Pick<Run, "state" | "submit">;
}

export function userLanguage({ setting, locale, run }: Parts): UserLanguage {
  const conversations = new Map<string, Language>();
  let ofRun: Language | undefined;
  const spoken = (heard: Language | undefined): Language =>
    spokenLanguage({ setting, heard, run: run().state, locale });
  return {
    get now() {
      return spoken(ofRun);
    },
    in: (sessionID) => spoken(conversations.get(sessionID) ?? ofRun),
    knows: (sessionID) => conversations.has(sessionID),
    async heard(text, { sessionID, withCommander }) {
      const language = heardIn(text);
      if (!language) return;
      conversations.set(sessionID, language);
      const { state, submit } = run();
      const open = runOpen(state);
      if (open && !withCommander && sessionID !== state.sessionID) return;
      ofRun = language;
      if (open && setting === "auto" && recordedLanguage(state) !== language)
        await submit({ type: "LANGUAGE_HEARD", language });
    },
  };
}
