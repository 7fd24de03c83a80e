import { type Sentence, say } from "../../../kit/sentence.ts";
import type { Denial } from "../run/denial.ts";
import { DENIALS_KO } from "../text/refusals-ko.ts";

/** A refusal of what a person asked for. */
export interface RefusedToPeople {
  readonly why: Sentence;
  readonly next: Sentence;
}

/** A refusal as people read it. Its own words are English, for models: Korean names the rule before them. */
export function refusedToPeople({ code, why, next }: Denial): RefusedToPeople {
  return {
    why: say(why, `${DENIALS_KO[code]} (${why})`),
    next: say(next, "지금 상태 보기: oh-my-qwencoder status"),
  };
}
