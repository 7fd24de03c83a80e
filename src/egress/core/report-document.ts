import { z } from "zod";
import { alike, type Sentence, say } from "../../kit/sentence.ts";
import { observationSchema } from "./observation.ts";

const sentence = z.strictObject({ en: z.string(), ko: z.string() });

export const checkSchema = z.strictObject({
  layer: z.string(),
  what: sentence,
  status: z.enum(["ok", "failed", "unseen", "open"]),
  details: z.string().optional(),
});
/** One layer of the self-test. `unseen`: it could not be tested, or its control failed. `open`: by rule it holds nothing. */
export type LayerCheck = z.infer<typeof checkSchema>;

const documentSchema = z.strictObject({
  kind: z.literal("oh-my-qwencoder egress audit"),
  schema: z.literal(1),
  at: z.string(),
  mode: z.enum(["namespace", "proxy"]),
  /** True in mode B: programs that ignore the proxy settings were not seen. */
  cooperative: z.boolean(),
  /** Why mode A was not possible. */
  noNamespace: z.string().optional(),
  verdict: z.enum(["quiet", "found", "unseen"]),
  project: z.string(),
  modelServers: z.array(z.string()),
  /** True if a variable led OpenCode to the scripted model; otherwise it stood at the configured address. */
  addressReplaced: z.boolean(),
  leftVariables: z.array(z.string()),
  versions: z.record(z.string(), z.string()),
  hashes: z.array(z.strictObject({ path: z.string(), sha256: z.string() })),
  observation: observationSchema,
  /** One list for each attempt, in the same order. */
  explanations: z.array(z.array(sentence)),
  checks: z.array(checkSchema),
});
/** What an audit has found, as it is signed. */
export type AuditDocument = z.infer<typeof documentSchema>;

const signedSchema = z.strictObject({
  document: documentSchema,
  signature: z.strictObject({
    algorithm: z.literal("ed25519"),
    /** SPKI in DER, in base64. */
    publicKey: z.string(),
    /** Over `canonicalText(document)` in UTF-8, in base64. */
    value: z.string(),
  }),
});
export type SignedReport = z.infer<typeof signedSchema>;

/** The text that is signed: JSON with sorted keys and without blanks. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each !== "object" || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** The content of the file; a report has exactly one. */
export function fileText(report: SignedReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** The report in a file, or what is wrong with the text. A text with any other byte than we write is refused. */
export function readReport(text: string): { report: SignedReport } | { fault: Sentence } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: say("it is no JSON", "JSON이 아닙니다") };
  }
  const parsed = signedSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { fault: alike(`${issue?.path.join(".")}: ${issue?.message}`) };
  }
  // Key order and blanks are not signed, so nothing but our own form counts.
  if (fileText(value as SignedReport) !== text)
    return { fault: say("its form is not ours", "우리가 쓴 형식이 아닙니다") };
  return { report: parsed.data };
}
