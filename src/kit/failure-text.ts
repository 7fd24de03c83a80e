import type { AegisError } from "./errors.ts";
import type { Language } from "./sentence.ts";
import { wrapped } from "./wrap.ts";

/** What a person reads of an error: what has failed and the next step, with a line break behind each. */
export function failureText(
  { what, next }: AegisError,
  { language, columns }: { language: Language; columns?: number | undefined },
): string {
  return `${wrapped(what[language], columns)}\n${wrapped(`→ ${next[language]}`, columns, 2)}\n`;
}
