import type { toHtml } from "hast-util-to-html";
import type { h } from "hastscript";

/** An element of the page; its texts are texts, never markup. */
export type Element = ReturnType<typeof h>;
export type Content = Element["children"][number];
/** Any part of a page, and the page itself. */
export type Nodes = Exclude<Parameters<typeof toHtml>[0], readonly unknown[]>;
