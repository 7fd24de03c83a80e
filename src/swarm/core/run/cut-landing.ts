import { z } from "zod";

export const ObjectId = z.string().regex(/^[0-9a-f]{40,64}$/);

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
