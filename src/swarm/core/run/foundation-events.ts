import { z } from "zod";
import { ObjectId } from "./event-parts.ts";

const Paths = z.array(z.string()).optional();

/** A call of the Commander that may write shared files begins. */
export const FoundationWriting = z.object({
  type: z.literal("FOUNDATION_WRITING"),
  /** The Commander's session and call, "ses_…/call_…". */
  call: z.string(),
  /** The work tree just before the call. */
  from: ObjectId,
  /** The paths that the call names; absent for a shell, which may write anything. */
  paths: Paths,
  /** Paths with the user's work before the call; changes there meanwhile are the user's. */
  users: Paths,
  /** Repositories inside the checkout before the call: their files are in no tree. */
  nested: Paths,
});

/** Such a call has ended; its writes are known. */
export const FoundationWritten = z.object({
  type: z.literal("FOUNDATION_WRITTEN"),
  call: z.string(),
  /** `head` with everything the Commander has written. */
  tree: ObjectId,
  head: ObjectId,
  /** The Commander's paths in which the user has committed other lines, not yet told to the Commander. */
  superseded: Paths,
  /** Repositories inside the checkout that the Commander's calls have made so far. */
  nested: Paths,
});

/** The shared files stand: no agent writes them any more. */
export const FoundationFrozen = z.object({
  type: z.literal("FOUNDATION_FROZEN"),
  note: z.string(),
  /** The base of the Workers: the work tree at the freeze, including the user's own changes. */
  snapshot: ObjectId,
  /** The base of integration: the same foundation on top of HEAD, without the user's own changes. */
  commit: ObjectId,
  head: ObjectId,
  files: z.array(z.string()),
  /** The contract: the blob ids of the shared paths. */
  contract: z.record(z.string(), z.string()),
});
