import { HtmlValidate } from "html-validate";
import { type DefaultTreeAdapterTypes, parse } from "parse5";

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** A page as a browser reads it. */
export interface Page {
  /** Errors of the HTML standard's own parser. */
  readonly errors: readonly string[];
  readonly elements: readonly Element[];
  /** All texts, without those of the style sheet. */
  readonly text: string;
  /** Rows of the table with this caption, each as the texts of its cells; the head is the first row. */
  rows(caption: string): string[][];
}

export function readPage(html: string): Page {
  const errors: string[] = [];
  const document = parse(html, { onParseError: ({ code }) => errors.push(code) });
  const elements = document.childNodes.flatMap(within);
  return {
    errors,
    elements,
    text: elements.flatMap((one) => (one.tagName === "style" ? [] : ownTexts(one))).join("\n"),
    rows(caption) {
      const table = elements.find(
        (one) =>
          one.tagName === "table" && one.childNodes.some((child) => isCaption(child, caption)),
      );
      const rows = table ? within(table).filter(({ tagName }) => tagName === "tr") : [];
      return rows.map((row) =>
        row.childNodes.flatMap((cell) => ("tagName" in cell ? [textOf(cell)] : [])),
      );
    },
  };
}

function isCaption(node: Node, text: string): boolean {
  return "tagName" in node && node.tagName === "caption" && textOf(node) === text;
}

function within(node: Node): Element[] {
  return "tagName" in node ? [node, ...node.childNodes.flatMap(within)] : [];
}

function ownTexts(element: Element): string[] {
  return element.childNodes.flatMap((child) => ("value" in child ? [child.value] : []));
}

export function textOf(node: Node): string {
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

/** What a validator finds wrong; every rule of the HTML standard that it knows. */
export async function invalid(html: string): Promise<string[]> {
  const validator = new HtmlValidate({ root: true, extends: ["html-validate:standard"] });
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`),
  );
}
