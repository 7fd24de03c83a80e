import { z } from "zod";
import { statePaths } from "../../kit/state-paths.ts";
import {
  type Pending,
  pendingAt,
  putAnswer,
  putRequest,
  Request,
  requestOf,
  takeAnswer,
  takeFrom,
} from "./request-file.ts";

/** An act that the user has typed in a shell, for the process that drives the run. */
export const SteeringRequest = Request.extend({
  /** The act and its words, as they would stand after `/aegis`. */
  said: z.string(),
  /** The language of the answer. */
  language: z.enum(["en", "ko"]),
  /** The number of the plan that waited when the user typed; absent if none did. */
  plan: z.number().optional(),
});
export type SteeringRequest = z.infer<typeof SteeringRequest>;

const SteeringAnswer = z.object({
  id: z.string(),
  /** The act did what its name says. */
  done: z.boolean(),
  text: z.string(),
  /** The number of the plan that the text shows; absent if it shows none. */
  shown: z.number().optional(),
});
export type SteeringAnswer = z.infer<typeof SteeringAnswer>;

export async function askToSteer(
  top: string,
  asked: Pick<SteeringRequest, "runId" | "to" | "said" | "language" | "plan">,
): Promise<SteeringRequest> {
  const { said, language, plan } = asked;
  const request = { ...requestOf(asked), said, language, plan };
  const { steeringRequest: requests, steeringAnswer: answers } = statePaths(top);
  await putRequest({ requests, answers }, request);
  return request;
}

export function pendingSteering(
  top: string,
  to: number,
): Promise<Pending<SteeringRequest> | undefined> {
  return pendingAt(statePaths(top).steeringRequest, SteeringRequest, to);
}

/** Removes the request; false if it was no longer there. */
export function takeSteering(top: string, request: Request): Promise<boolean> {
  return takeFrom(statePaths(top).steeringRequest, request);
}

export function answerSteering(top: string, answer: SteeringAnswer): Promise<void> {
  return putAnswer(statePaths(top).steeringAnswer, answer);
}

/** Reads and removes the answer to this request; undefined if there is none yet. */
export function takeSteeringAnswer(
  top: string,
  request: Request,
): Promise<SteeringAnswer | undefined> {
  return takeAnswer(statePaths(top).steeringAnswer, SteeringAnswer, request);
}
