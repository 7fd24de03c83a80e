import type { Nodes } from "./element.ts";

/**
 * What no text on the page may hold: control characters, which HTML does not allow; halves of characters; marks that
 * turn the direction of writing, with which a name could show as another one; code points that are no characters.
 */
const UNSHOWABLE =
  /(?![\n\t])\p{Cc}|\p{Cs}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Noncharacter_Code_Point}/gu;

/** A text of a model, a repository or a program with "�" for what a page cannot show as it is. */
export function safeText(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(UNSHOWABLE, "\ufffd");
}

/** Makes every text and attribute below a node safe, in place, so that no part of the page has to remember it. */
export function makeSafe(node: Nodes): void {
  if (node.type === "text") node.value = safeText(node.value);
  if (node.type === "element")
    for (const [name, value] of Object.entries(node.properties))
      if (typeof value === "string") node.properties[name] = safeText(value);
  if ("children" in node) for (const child of node.children) makeSafe(child);
}
