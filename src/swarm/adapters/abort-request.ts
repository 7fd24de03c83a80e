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

const Refusal = z.object({
  id: z.string(),
  ...{ why: z.string(), next: z.string() },
  /** The same in Korean; absent from an OpenCode that runs an older version. */
  ko: z.object({ why: z.string(), next: z.string() }).optional(),
});
export type AbortRefusal = z.infer<typeof Refusal>;

/** Asks the process that drives the run to end it. */
export async function askForAbort(
  top: string,
  run: Pick<Request, "runId" | "to">,
): Promise<Request> {
  const request = requestOf(run);
  const { abortRequest: requests, abortRefusal: answers } = statePaths(top);
  await putRequest({ requests, answers }, request);
  return request;
}

export function pendingAbort(top: string, to: number): Promise<Pending | undefined> {
  return pendingAt(statePaths(top).abortRequest, Request, to);
}

/** Removes the request; false if it was no longer there. */
export function takeAbort(top: string, request: Request): Promise<boolean> {
  return takeFrom(statePaths(top).abortRequest, request);
}

export function refuseAbort(top: string, refusal: AbortRefusal): Promise<void> {
  return putAnswer(statePaths(top).abortRefusal, refusal);
}

/** Reads and removes the refusal of this request; undefined if it was not refused. */
export function takeRefusal(top: string, request: Request): Promise<AbortRefusal | undefined> {
  return takeAnswer(statePaths(top).abortRefusal, Refusal, request);
}
