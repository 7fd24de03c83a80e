import { isJsonObject, type Json } from "../../kit/json.ts";

/** Formatting of a JSON file. */
export interface Style {
  indent: string;
  eol: "\n" | "\r\n";
  /** After a colon or a comma on the same line. */
  gap: "" | " ";
  /** The file is one line without spaces. */
  minified: boolean;
}

/** The file's own style; two spaces and line feeds if the file does not show one. */
export function styleOf(text: string): Style {
  const oneLine = !/[\r\n]/.test(text.trim());
  const minified = oneLine && /^\{"[^"]*":\S/.test(text.trim());
  return {
    indent: /^([ \t]+)["[{\]}]/m.exec(text)?.[1] ?? "  ",
    eol: text.includes("\r\n") ? "\r\n" : "\n",
    gap: minified ? "" : " ",
    minified,
  };
}

/** A value as text. Its first line continues the caller's line; the others begin with `indent`. */
export function render(value: Json, style: Style, indent: string, inline: boolean): string {
  if (style.minified) return JSON.stringify(value);
  if (inline || isShortList(value)) return onOneLine(value);
  return JSON.stringify(value, null, style.indent).replaceAll("\n", `${style.eol}${indent}`);
}

function isShortList(value: Json): boolean {
  return Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null);
}

function onOneLine(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${onOneLine(item)}`,
  );
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
