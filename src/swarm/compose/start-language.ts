import { createGit } from "../../git/create-git.ts";
import type { Environment } from "../../kit/environment.ts";
import { AegisError } from "../../kit/errors.ts";
import { localeLanguage } from "../../kit/locale.ts";
import type { Language } from "../../kit/sentence.ts";
import { viewNewestRun } from "../adapters/journal-reader.ts";
import { replay } from "../core/run/evolve.ts";
import { spokenLanguage } from "../core/words/spoken.ts";
import { loadSettings } from "./settings.ts";

/** What people read before anybody has written: by the one rule, with the newest run as its journal shows it. */
export async function startLanguage(
  directory: string,
  env: Environment,
  log: (message: string) => Promise<void>,
): Promise<Language> {
  const locale = localeLanguage(env);
  try {
    const { top } = await createGit({ env }).inspect(directory);
    const { language: setting } = await loadSettings(top, env);
    const run = setting === "auto" ? replay((await viewNewestRun(top)).records) : undefined;
    return spokenLanguage({ setting, heard: undefined, run, locale });
  } catch (error) {
    // No repository and bad settings are told at the first step.
    if (!(error instanceof AegisError)) await log(`language: ${String(error)}`);
    return locale;
  }
}
