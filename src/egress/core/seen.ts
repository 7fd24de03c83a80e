import { z } from "zod";
import { observationSchema } from "./observation.ts";
import { checkSchema } from "./report-document.ts";

/** What the part inside prints. */
export const seenSchema = z.strictObject({
  observation: observationSchema,
  checks: z.array(checkSchema),
});
export type Seen = z.infer<typeof seenSchema>;
