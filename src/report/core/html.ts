import { h } from "hastscript";
import type { Language } from "../../kit/sentence.ts";
import type { Content, Element } from "./element.ts";
import { endsOf, type Limits } from "./limits.ts";
import type { ReportWords } from "./report-words.ts";

/** What every part of the page is drawn with. */
export interface Drawing {
  words: ReportWords;
  language: Language;
  limits: Limits;
}

export type Cell = string | number | Element | Content[];

/** A table with a caption; `numbers` are the columns of figures. Says how many rows it leaves out. */
export function table(
  { words, limits }: Drawing,
  {
    caption,
    head,
    rows,
    numbers = [],
  }: {
    caption: string;
    head: readonly string[];
    rows: readonly (readonly Cell[])[];
    numbers?: readonly number[];
  },
): Element {
  const { shown, all } = endsOf(rows, limits.rows);
  const style = (column: number) => (numbers.includes(column) ? { className: ["number"] } : {});
  return h("div", [
    h("section", { className: ["scroll"], tabIndex: 0, ariaLabel: caption }, [
      h("table", [
        h("caption", caption),
        h("thead", [
          h(
            "tr",
            head.map((name, at) => h("th", { scope: "col", ...style(at) }, name)),
          ),
        ]),
        h(
          "tbody",
          shown.map((row) =>
            h(
              "tr",
              row.map((cell, at) => h("td", style(at), ...content(cell))),
            ),
          ),
        ),
      ]),
    ]),
    ...(shown.length < all ? [note(words.cut.rows(shown.length, all))] : []),
  ]);
}

function content(cell: Cell): Content[] {
  if (Array.isArray(cell)) return cell;
  return typeof cell === "object" ? [cell] : [{ type: "text", value: String(cell) }];
}

export function note(text: string): Element {
  return h("p", { className: ["note"] }, text);
}

/** The beginning of a text of a model or a person, in its own direction of writing. */
export function quoted({ words, limits }: Drawing, text: string): Element {
  const cut = Math.max(0, text.length - limits.text);
  const shown = cut === 0 ? text : `${text.slice(0, limits.text)} ${words.cut.text(cut)}`;
  return h("bdi", shown);
}

export function code(drawing: Drawing, text: string): Element {
  return h("code", [quoted(drawing, text)]);
}

/** The end of a command's output. */
export function output({ words, limits }: Drawing, text: string): Element {
  const cut = Math.max(0, text.length - limits.tail);
  // HTML drops a line feed at the very beginning.
  const shown = cut === 0 ? text : `${words.cut.text(cut)}\n${text.slice(cut)}`;
  return h("pre", { tabIndex: 0 }, `\n${shown}`);
}

/** Epoch milliseconds as UTC; a figure that is no time stays a figure. */
export function moment(at: number): Element {
  const iso = isoOf(at);
  if (iso === undefined) return h("span", String(at));
  return h("time", { dateTime: iso }, stamp(iso));
}

export function momentText(at: number): string {
  const iso = isoOf(at);
  return iso === undefined ? String(at) : `${stamp(iso)} UTC`;
}

function stamp(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}

/** The farthest time that a date can hold, in milliseconds. */
const LAST_TIME = 8.64e15;

function isoOf(at: number): string | undefined {
  if (!(Math.abs(at) <= LAST_TIME)) return undefined;
  const iso = new Date(at).toISOString();
  // A year of more than four digits is no date in HTML.
  return /^\d/.test(iso) ? iso : undefined;
}

/** A figure with its thousands apart. */
export function figure(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}
