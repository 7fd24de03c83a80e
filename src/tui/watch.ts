import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import type { Language } from "../kit/sentence.ts";
import { loadSettings } from "../swarm/compose/settings.ts";
import { followProject } from "./adapters/follow-project.ts";
import { projectTop } from "./adapters/project-top.ts";
import { panelLanguage } from "./core/language.ts";
import { isDriven, type Seen } from "./core/seen.ts";

/** Time between two looks while a run is driven, and otherwise. */
const DRIVEN_MS = 250;
const QUIET_MS = 1_000;

/** What the surfaces show. */
export interface Shown {
  readonly seen: Seen;
  readonly language: Language;
}

export interface Watch {
  /** Where OpenCode was started; undefined as long as OpenCode does not say. */
  readonly directory: () => string | undefined;
  readonly env: Environment;
  readonly stop: AbortSignal;
  readonly tell: (shown: Shown) => void;
}

/** Looks at the project of a directory until `stop` fires, and tells of every change. */
export async function watchProject({ directory, env, stop, tell }: Watch): Promise<void> {
  const place = await firstKnown(directory, stop);
  if (place === undefined) return;
  const top = await projectTop(place);
  const follower = followProject(top);
  let last: Seen | undefined;
  while (!stop.aborted) {
    const seen = await follower.look();
    // A setting may have changed, and a look at it costs a read: once for each run is enough.
    if (seen !== last) tell({ seen, language: await languageOf(top, env, seen) });
    last = seen;
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

/** Bad settings are the business of `doctor` and of the plugin's own refusal. */
async function languageOf(top: string, env: Environment, { run }: Seen): Promise<Language> {
  try {
    return panelLanguage((await loadSettings(top, env)).language, run, env);
  } catch (error) {
    if (error instanceof AegisError) return panelLanguage("auto", run, env);
    throw error;
  }
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stop.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    stop.addEventListener("abort", end, { once: true });
  });
}
