import { sentenceWith, type UserMessage } from "./approval.ts";
import { objects } from "./approval-words.ts";

/** True if the quote names the branch, a person wrote the quote, and its sentence does not object. */
export function choosesBranch(
  quote: string,
  branch: string,
  messages: readonly UserMessage[],
): boolean {
  if (!names(quote, branch)) return false;
  const said = sentenceWith(quote, messages);
  return said !== undefined && !objects(said);
}

/** The name as a whole: `main` is not named by `maintenance` or `main-2`. */
function names(text: string, branch: string): boolean {
  const name = branch.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\w./-])${name}(?![\\w/-]|\\.\\w)`).test(text.toLowerCase());
}
