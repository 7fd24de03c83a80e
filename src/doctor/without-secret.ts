import type { Sentence } from "../kit/sentence.ts";
import type { CheckResult } from "./core/check.ts";
import type { Fix } from "./core/fix.ts";

/** Length of the shortest beginning of a key that is hidden. */
const TELLING = 4;

/** A server may print a received key: hides the key, and the beginning of the key if the text was cut. */
export function withoutSecret(results: CheckResult[], secret: string | undefined): CheckResult[] {
  if (secret === undefined) return results;
  const hide = (text: string) =>
    text.replaceAll(secret, "***").replace(/\S+(?=…)/gu, (word) => withoutStart(word, secret));
  const both = ({ en, ko }: Sentence): Sentence => ({ en: hide(en), ko: hide(ko) });
  return results.map(({ id, status, what, why, fix, details }) => ({
    id,
    status,
    what: both(what),
    ...(why ? { why: both(why) } : {}),
    ...(fix === undefined ? {} : { fix: hiddenIn(fix, hide) }),
    ...(details ? { details: details.map(hide) } : {}),
  }));
}

function hiddenIn(fix: Fix, hide: (text: string) => string): Fix {
  if (fix.kind === "command") return { ...fix, line: hide(fix.line) };
  if (fix.kind === "person") return { ...fix, act: { en: hide(fix.act.en), ko: hide(fix.act.ko) } };
  return typeof fix.value === "string" ? { ...fix, value: hide(fix.value) } : fix;
}

/** `word` was cut at its end: hides its end if that may be the beginning of the secret. */
function withoutStart(word: string, secret: string): string {
  for (let length = Math.min(word.length, secret.length); length >= TELLING; length -= 1) {
    if (word.endsWith(secret.slice(0, length))) return `${word.slice(0, -length)}***`;
  }
  return word;
}
