import type { Language } from "../kit/sentence.ts";
import { runOpen } from "../swarm/core/run/state.ts";
import { heardIn } from "../swarm/core/words/spoken.ts";
import { actorOf } from "../swarm/opencode/actor.ts";
import type { Project } from "../swarm/opencode/project.ts";
import { type Wanted, wordsFor } from "./core/read-act.ts";

/**
 * The language in which an act is answered. What the user has typed counts as their latest message: their own words, or a
 * Korean word for the act. The English word of an act says nothing.
 */
export async function languageHere(
  project: Project | undefined,
  { sessionID, said }: { sessionID?: string; said: string },
  wanted: Wanted,
  locale: Language,
): Promise<Language> {
  const own = wordsFor(wanted);
  const typed = own === "" && heardIn(said) === "ko" ? said : own;
  if (!project) return heardIn(typed) ?? locale;
  if (sessionID === undefined) return project.language.now;
  try {
    const place = { sessionID, withCommander: actorOf(project, sessionID).role === "commander" };
    await project.language.heard(await lastMessage(project, sessionID), place);
    await project.language.heard(typed, place);
  } catch (error) {
    await project.log("warn", `language: ${String(error)}`);
  }
  return project.language.in(sessionID);
}

/** The user's latest message from before this start; an open run's journal knows better. */
async function lastMessage(
  { language, swarm, transcript }: Project,
  sessionID: string,
): Promise<string> {
  if (language.knows(sessionID) || runOpen(swarm.run.state)) return "";
  const messages = await transcript.userMessages(sessionID);
  const texts = messages.at(-1)?.texts ?? [];
  return texts.flatMap(({ text, synthetic }) => (synthetic ? [] : [text])).join("\n");
}
