import { localeLanguage } from "../../kit/locale.ts";
import type { Language } from "../../kit/sentence.ts";
import { outcomeOf, titleOf } from "../../runs/core/outcome.ts";
import { languageOf, spokenLanguage } from "../../swarm/core/words/spoken.ts";
import type { FollowedRun } from "./seen.ts";

/** The locale's variables, the strongest first. */
export interface Locale {
  readonly LC_ALL?: string | undefined;
  readonly LC_CTYPE?: string | undefined;
  readonly LC_MESSAGES?: string | undefined;
  readonly LANG?: string | undefined;
}

/** True if the terminal's locale is not UTF-8: then signs are of ASCII alone. */
export function isAsciiOnly({ LC_ALL, LC_CTYPE, LANG }: Locale): boolean {
  return !/utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || "");
}

/**
 * What the surfaces speak, by the plugin's own rule. An open run's journal keeps what the user wrote last; `heard`, the
 * user's latest message in the conversation that is shown, counts where no run is open.
 */
export function panelLanguage(
  setting: Language | "auto",
  { run, heard }: { run?: FollowedRun | undefined; heard?: Language | undefined },
  locale: Locale,
): Language {
  const isOpen = run !== undefined && outcomeOf(run) === "open";
  const title = run && titleOf(run);
  const ofTitle = title === undefined ? undefined : languageOf(title);
  const language = run?.state.language ?? ofTitle;
  return spokenLanguage({
    ...{ setting, heard: isOpen ? undefined : heard, run: language && { language } },
    locale: localeLanguage({ ...locale }),
  });
}
