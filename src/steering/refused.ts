import type { Language, Sentence } from "../kit/sentence.ts";
import type { Denial } from "../swarm/core/run/denial.ts";
import { refusedToPeople } from "../swarm/core/show/refused-to-people.ts";
import { type Answered, notDone } from "./core/answered.ts";
import { STEERING_WORDS } from "./core/words.ts";

/** The answer to an act that the rules refuse. */
export function denied(denial: Denial, language: Language): Answered {
  return refused(refusedToPeople(denial), language);
}

/** The answer to an act that is not carried out, in the user's language. */
export function refused(
  { why, next }: { why: Sentence; next: Sentence },
  language: Language,
): Answered {
  return notDone(STEERING_WORDS[language].refused(why[language], next[language]));
}
