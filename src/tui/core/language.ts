import type { Language } from "../../kit/sentence.ts";
import { titleOf } from "../../runs/core/outcome.ts";
import { languageOf } from "../../swarm/core/text/messages.ts";
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

/** `wanted` is the user's setting; `auto` follows the plan, which follows the user's words, and then the locale. */
export function panelLanguage(
  wanted: Language | "auto",
  run: FollowedRun | undefined,
  locale: Locale,
): Language {
  if (wanted !== "auto") return wanted;
  const title = run && titleOf(run);
  if (title !== undefined) return languageOf(title);
  const { LC_ALL, LC_MESSAGES, LANG } = locale;
  return (LC_ALL || LC_MESSAGES || LANG || "").startsWith("ko") ? "ko" : "en";
}
