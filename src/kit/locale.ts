import type { Environment } from "./environment.ts";
import type { Language } from "./sentence.ts";

/** The language of the user's locale. */
export function localeLanguage(env: Environment): Language {
  return (env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "").startsWith("ko") ? "ko" : "en";
}
