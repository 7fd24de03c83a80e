import { toHtml } from "hast-util-to-html";
import { h } from "hastscript";
import type { Language } from "../../kit/sentence.ts";
import type { Element, Nodes } from "./element.ts";
import { makeSafe } from "./safe-text.ts";

/** No script, no request: nothing but the styles on the page itself. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** What a page of ours consists of. */
export interface HtmlDocument {
  language: Language;
  title: string;
  /** The content of the page's `generator`, by which we know a page of ours again. */
  generator: string;
  /** The page's only style sheet. */
  style: string;
  body: readonly Element[];
}

/** One HTML file that asks for nothing from a network. Every text is escaped. */
export function htmlText({ language, title, generator, style, body }: HtmlDocument): string {
  const page: Nodes = {
    type: "root",
    children: [
      { type: "doctype" },
      h("html", { lang: language }, [
        h("head", [
          h("meta", { charSet: "utf-8" }),
          h("meta", { httpEquiv: "Content-Security-Policy", content: POLICY }),
          h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
          h("meta", { name: "color-scheme", content: "light dark" }),
          h("meta", { name: "referrer", content: "no-referrer" }),
          h("meta", { name: "generator", content: generator }),
          h("title", title),
          h("style", style),
        ]),
        h("body", [...body]),
      ]),
    ],
  };
  makeSafe(page);
  return `${toHtml(page, { upperDoctype: true })}\n`;
}
