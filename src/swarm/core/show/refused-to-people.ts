import { type Sentence, say } from "../../../kit/sentence.ts";
import type { Denial } from "../run/denial.ts";

/** A refusal of what a person asked for. */
export interface RefusedToPeople {
  readonly why: Sentence;
  readonly next: Sentence;
}

/** A refusal as people read it. Its `next` is for models; without a step of the user's own, the state is what helps. */
export function refusedToPeople({ why, usersStep }: Denial): RefusedToPeople {
  return { why, next: usersStep ?? SEE_STATE };
}

const SEE_STATE = say(
  "See the state: oh-my-qwencoder status",
  "지금 상태 보기: oh-my-qwencoder status",
);
