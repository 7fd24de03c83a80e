import { type Sentence, say } from "../../../kit/sentence.ts";
import type { Denial } from "../run/denial.ts";

/** A refusal of what a person asked for. */
export interface RefusedToPeople {
  readonly why: Sentence;
  readonly next: Sentence;
}

/** A refusal as people read it. Its next step is English, for models: Korean names a command that always helps. */
export function refusedToPeople({ why, next }: Denial): RefusedToPeople {
  return {
    why,
    next: say(next, "지금 상태 보기: oh-my-qwencoder status"),
  };
}
