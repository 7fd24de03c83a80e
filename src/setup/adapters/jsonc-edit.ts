import { createScanner, type Node, parseTree } from "jsonc-parser";
import type { Json, JsonPath } from "../../kit/json.ts";
import type { JsonChange } from "../core/undo.ts";
import { splitMark } from "./jsonc.ts";
import { render, type Style, styleOf } from "./jsonc-style.ts";

/** Replaces `length` characters at `offset`. */
interface TextEdit {
  offset: number;
  length: number;
  text: string;
}

/**
 * Applies the changes and leaves every other character as it is: comments, order, indentation, line
 * ends, a byte order mark and a missing last line end. Of a duplicate key the last one counts, as
 * it does for readers of the file. An empty text becomes a new document.
 */
export function editJsonc(text: string, changes: readonly JsonChange[]): string {
  const { mark, body } = splitMark(text);
  const empty = body.trim() === "";
  const style = styleOf(empty ? "{\n}\n" : body);
  let now = empty ? `{}${style.eol}` : body;
  for (const { path, value } of changes) {
    const edits = value === undefined ? removal(now, path) : placing(now, path, value, style);
    for (const edit of edits.toSorted((a, b) => b.offset - a.offset))
      now = now.slice(0, edit.offset) + edit.text + now.slice(edit.offset + edit.length);
  }
  return `${mark}${now}`;
}

function placing(text: string, path: JsonPath, value: Json, style: Style): TextEdit[] {
  let node = rootOf(text);
  for (const [index, key] of path.entries()) {
    const next = childOf(node, key);
    if (next) {
      node = next;
      continue;
    }
    const rest = path
      .slice(index + 1)
      .reduceRight<Json>((inner, name) => ({ [name]: inner }), value);
    if (takes(node, key)) return insertion(text, node, key, rest, style);
    return [replacement(text, node, { [key]: rest }, style)];
  }
  return [replacement(text, node, value, style)];
}

function replacement(text: string, node: Node, value: Json, style: Style): TextEdit {
  const indent = indentAt(text, node.offset);
  const inline = node.parent !== undefined && isInline(text, ownerOf(node));
  return { offset: node.offset, length: node.length, text: render(value, style, indent, inline) };
}

/** Inserts at the end of an object or list, in the style of its entries. */
function insertion(
  text: string,
  owner: Node,
  key: string | number,
  value: Json,
  style: Style,
): TextEdit[] {
  const last = owner.children?.at(-1);
  const inline = style.minified || (last !== undefined && isInline(text, owner));
  const inner = indentAt(text, owner.offset) + style.indent;
  const indent = last && !inline ? indentAt(text, last.offset) : inner;
  const name = owner.type === "array" ? "" : `${JSON.stringify(String(key))}:${style.gap}`;
  const entry = name + render(value, style, indent, inline);
  if (!last) return [firstEntry(text, owner, inline ? entry : `${indent}${entry}`, inline, style)];
  const end = last.offset + last.length;
  const comma = commaAfter(text, end);
  if (inline) {
    if (comma === undefined) return [{ offset: end, length: 0, text: `,${style.gap}${entry}` }];
    return [{ offset: comma + 1, length: 0, text: `${style.gap}${entry},` }];
  }
  const place = endOfRemarks(text, comma === undefined ? end : comma + 1);
  const line = `${style.eol}${indent}${entry}`;
  if (comma !== undefined) return [{ offset: place, length: 0, text: `${line},` }];
  if (place === end) return [{ offset: end, length: 0, text: `,${line}` }];
  return [
    { offset: end, length: 0, text: "," },
    { offset: place, length: 0, text: line },
  ];
}

/** Inserts into an empty object or list, after comments in it. */
function firstEntry(
  text: string,
  owner: Node,
  entry: string,
  inline: boolean,
  style: Style,
): TextEdit {
  const close = owner.offset + owner.length - 1;
  const start = text.slice(0, close).trimEnd().length;
  if (inline) return { offset: close, length: 0, text: entry };
  const tail = /[\r\n]/.test(text.slice(start, close))
    ? ""
    : style.eol + indentAt(text, owner.offset);
  return {
    offset: start,
    length: tail === "" ? 0 : close - start,
    text: `${style.eol}${entry}${tail}`,
  };
}

/**
 * Removes an entry with its own comma (the last entry: with the comma before it), and its whole
 * line if nothing else is on the line.
 */
function removal(text: string, path: JsonPath): TextEdit[] {
  let node: Node | undefined = rootOf(text);
  for (const key of path) node = node && childOf(node, key);
  if (!node?.parent) return [];
  const entry = node.parent.type === "property" ? node.parent : node;
  const siblings = entry.parent?.children ?? [];
  const before = siblings[siblings.indexOf(entry) - 1];
  const end = entry.offset + entry.length;
  const comma = commaAfter(text, end);
  const own = wholeLines(text, entry.offset, comma === undefined ? end : comma + 1);
  const previous = before && commaAfter(text, before.offset + before.length);
  const isLast = siblings.at(-1) === entry;
  if (!isLast || comma !== undefined || previous === undefined) return [own];
  return [{ offset: previous, length: 1, text: "" }, own];
}

function wholeLines(text: string, from: number, to: number): TextEdit {
  const lead = /[ \t]*$/.exec(text.slice(0, from))?.[0].length ?? 0;
  const start = from - lead;
  const tail = /^[ \t]*(?=\r|\n|$|[}\]])/.exec(text.slice(to))?.[0].length;
  const atLineStart = /(^|[\r\n])$/.test(text.slice(0, start));
  if (atLineStart && tail !== undefined && /^(\r?\n|$)/.test(text.slice(to + tail))) {
    const eol = text.startsWith("\r\n", start - 2) ? 2 : Math.min(1, start);
    return { offset: start - eol, length: to + tail - start + eol, text: "" };
  }
  if (!atLineStart) return { offset: start, length: to - start, text: "" };
  const gap = /^[ \t]*/.exec(text.slice(to))?.[0].length ?? 0;
  return { offset: from, length: to + gap - from, text: "" };
}

function rootOf(text: string): Node {
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (!root) throw new Error("no document: it was parsed before");
  return root;
}

function childOf(node: Node, key: string | number): Node | undefined {
  if (node.type === "array" && typeof key === "number") return node.children?.[key];
  if (node.type !== "object") return undefined;
  return node.children?.findLast(({ children }) => children?.[0]?.value === String(key))
    ?.children?.[1];
}

function takes(node: Node, key: string | number): boolean {
  return node.type === (typeof key === "number" ? "array" : "object");
}

/** The object or list that holds a value. */
function ownerOf(node: Node): Node {
  const { parent } = node;
  return (parent?.type === "property" ? parent.parent : parent) ?? node;
}

function isInline(text: string, owner: Node): boolean {
  return !/[\r\n]/.test(text.slice(owner.offset, owner.offset + owner.length));
}

/** Position of the comma after a value, behind spaces and comments. */
function commaAfter(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  const place = scanner.getTokenOffset();
  return text[place] === "," ? place : undefined;
}

/** The end of the comments that begin on the same line. */
function endOfRemarks(text: string, offset: number): number {
  const scanner = createScanner(text, false);
  scanner.setPosition(offset);
  for (let end = offset; ; ) {
    scanner.scan();
    const start = scanner.getTokenOffset();
    const token = text.slice(start, start + scanner.getTokenLength());
    if (token.startsWith("/")) end = start + token.length;
    else if (!/^[ \t]+$/.test(token)) return end;
  }
}

function indentAt(text: string, offset: number): string {
  const line =
    text
      .slice(0, offset)
      .split(/[\r\n]/)
      .at(-1) ?? "";
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}
