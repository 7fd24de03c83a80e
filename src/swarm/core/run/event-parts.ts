import { z } from "zod";
import { PlanChoices } from "../plan/choices.ts";

/** The language of the product that the user reads. */
export const UserReads = z.enum(["en", "ko"]);

/** The user went on in another language; a run speaks it from then on, also after a restart. */
export const LanguageHeard = z.object({ type: z.literal("LANGUAGE_HEARD"), language: UserReads });

export const ObjectId = z.string().regex(/^[0-9a-f]{40,64}$/);

/** The user's state; compared with it, we recognise the foundation's changes. */
export const Base = z.object({ head: ObjectId, branch: z.string().optional(), tree: ObjectId });

/** What became of a commit that was cut off: it is on the branch, or the checkout is as it was before. */
export const CutLanding = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("finished"), commit: ObjectId }),
  z.object({
    outcome: z.literal("taken-back"),
    commit: ObjectId,
    /** Files somebody wrote meanwhile: they stay, and the user's earlier file, if there was one, is at `kept`. */
    unclear: z.array(z.object({ path: z.string(), kept: z.string().optional() })),
  }),
]);

/**
 * How words reached OpenCode: typed in its terminal, given to `opencode run`, or through its port, where any program
 * with the password can send them.
 */
export const ApprovalWay = z.enum(["terminal", "command-line", "server"]);
export type ApprovalWay = z.infer<typeof ApprovalWay>;

/**
 * How the user approved: by an answer to our question, in their own words, or by an act (`/aegis approve`, the command
 * line). Old journals do not name the way.
 */
export const Approval = z.discriminatedUnion("by", [
  z.object({
    by: z.literal("question"),
    requestID: z.string(),
    answer: z.string(),
    way: ApprovalWay.optional(),
  }),
  z.object({
    by: z.literal("quote"),
    messageID: z.string(),
    /** Epoch milliseconds of the user's message, as OpenCode stored it. */
    createdAt: z.number(),
    quote: z.string(),
    way: ApprovalWay.optional(),
  }),
  z.object({ by: z.literal("act"), answer: z.string(), way: ApprovalWay }),
]);
export type Approval = z.infer<typeof Approval>;

/** The user has changed the QA or the number of Workers of the plan that waits. The model did not propose the plan again. */
export const PlanChoiceMade = z.object({
  type: z.literal("PLAN_CHOICE_MADE"),
  proposal: z.number(),
  choices: PlanChoices,
  /** The user's own words, and OpenCode's question that they answer; without a question they typed /aegis. */
  answer: z.string(),
  requestID: z.string().optional(),
  way: ApprovalWay.optional(),
});
