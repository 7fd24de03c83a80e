import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import type { Language } from "../kit/sentence.ts";
import { loadSettings } from "../swarm/compose/settings.ts";
import type { TimeLimits } from "../swarm/core/run/time-limits.ts";
import { followProject } from "./adapters/follow-project.ts";
import { projectTop } from "./adapters/project-top.ts";
import { panelLanguage } from "./core/language.ts";
import { isDriven, type Seen } from "./core/seen.ts";
import { pause } from "./pause.ts";

/** Time between two looks while a run is driven, and otherwise. */
const DRIVEN_MS = 750;
const QUIET_MS = 1_000;
/** Settings are read again after this time, if the run has changed. */
const SETTINGS_MS = 5_000;

/** What the surfaces show. */
export interface Shown {
  readonly seen: Seen;
  readonly language: Language;
  /** The limits of the Workers' time; undefined: the settings cannot be read. */
  readonly limits: TimeLimits | undefined;
  /** The top of the checkout; undefined until it is found. */
  readonly top: string | undefined;
}

export interface Watch {
  /** Where OpenCode was started; undefined as long as OpenCode does not say. */
  readonly directory: () => string | undefined;
  readonly env: Environment;
  /** The language of the user's latest message in the conversation that is shown, if there is one. */
  readonly heard?: () => Language | undefined;
  readonly stop: AbortSignal;
  readonly tell: (shown: Shown) => void;
}

/** Looks at the project of a directory until `stop` fires, and tells of every change. */
export async function watchProject({
  directory,
  env,
  heard = () => undefined,
  stop,
  tell,
}: Watch): Promise<void> {
  const place = await firstKnown(directory, stop);
  if (place === undefined) return;
  const top = await projectTop(place);
  const follower = followProject(top);
  let last: Seen | undefined;
  let spoken: Language | undefined;
  let settings: Settings | undefined;
  while (!stop.aborted) {
    const seen = await follower.look();
    if (!settings || (seen !== last && Date.now() - settings.readAt > SETTINGS_MS))
      settings = await settingsAt(top, env);
    const language = panelLanguage(settings.language, { run: seen.run, heard: heard() }, env);
    if (seen !== last || language !== spoken)
      tell({ seen, top, language, limits: settings.limits });
    last = seen;
    spoken = language;
    await pause(isDriven(seen) ? DRIVEN_MS : QUIET_MS, stop);
  }
}

async function firstKnown(
  directory: () => string | undefined,
  stop: AbortSignal,
): Promise<string | undefined> {
  while (!stop.aborted) {
    const place = directory();
    if (place) return place;
    await pause(DRIVEN_MS, stop);
  }
  return undefined;
}

interface Settings {
  readonly readAt: number;
  readonly language: Language | "auto";
  readonly limits: TimeLimits | undefined;
}

/** Bad settings are the business of `doctor` and of the plugin's own refusal. */
async function settingsAt(top: string, env: Environment): Promise<Settings> {
  const readAt = Date.now();
  try {
    const { language, limits, admission } = await loadSettings(top, env);
    return { readAt, language, limits: { ...limits, places: admission } };
  } catch (error) {
    if (error instanceof AegisError) return { readAt, language: "auto", limits: undefined };
    throw error;
  }
}
