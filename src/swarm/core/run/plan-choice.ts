import { withChoices } from "../plan/choices.ts";
import type { EventOf } from "./events.ts";
import type { RunState } from "./state.ts";

/** A new plan, with what the user has chosen before as far as the plan can bear it. */
export function proposedPlan(
  { choices }: RunState,
  { plan, base, sessionID, observed }: EventOf<"PLAN_PROPOSED">,
  at: number,
  seq: number,
): Partial<RunState> {
  return {
    proposal: {
      ...withChoices(plan, choices),
      ...{ number: seq, at, base },
      ...(sessionID ? { sessionID } : {}),
      ...(observed ? { observed } : {}),
    },
  };
}

/**
 * The waiting plan with one more choice. The plan is another one than the user was shown, so it has to be shown again,
 * and words from before do not approve it.
 */
export function chosenPlan(
  state: RunState,
  event: EventOf<"PLAN_CHOICE_MADE">,
  at: number,
): Partial<RunState> {
  if (!state.proposal) return {};
  const choices = { ...state.choices, ...event.choices };
  const { shownAt: _before, ...proposal } = state.proposal;
  return {
    choices,
    answeredAt: at,
    proposal: { ...proposal, ...withChoices(proposal.plan, choices) },
  };
}

/** How many Workers of the plan in force may run at the same time, of `places` that the settings allow. */
export function placesOf({ approved }: Pick<RunState, "approved">, places: number): number {
  return Math.min(places, approved?.choices?.workers ?? places);
}
