import { type Sentence, say } from "../../../kit/sentence.ts";
import type { Denial } from "../run/denial.ts";

/** A refusal of what a person asked for. */
export interface RefusedToPeople {
  readonly why: Sentence;
  readonly next: Sentence;
}

/** The step that always helps. */
const SEE_STATE = say("See oh-my-qwencoder status.", "지금 상태 보기: oh-my-qwencoder status");

/** Somebody asked for an act on a run that has ended meanwhile. */
export const RUN_OVER: RefusedToPeople = {
  why: say("That run is over.", "이미 끝난 실행입니다."),
  next: SEE_STATE,
};

/** A refusal as people read it. Its `next` is for models; without a step of the user's own, the state is what helps. */
export function refusedToPeople({ why, usersStep }: Denial): RefusedToPeople {
  return { why, next: usersStep ?? SEE_STATE };
}
