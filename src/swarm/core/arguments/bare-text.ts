/** Words for nothing. They leave an optional field out and make a list empty. */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "string" && /^(|null|None|undefined)$/.test(value.trim());
}

/**
 * True for a text that can only be one item of a list. Several lines, or a comma outside quotes and brackets, may be
 * one item or several; a text that begins like JSON and is none was meant as JSON.
 */
export function isOneItem(text: string): boolean {
  if (/[\n\r]/.test(text) || /^[[{(]\s*["'[{]/.test(text)) return false;
  if (/^\[.*\]$|^\{.*\}$|^`/.test(text)) return false;
  return !withoutGroups(text).includes(",");
}

/** Deeper brackets than any glob or command has. */
const DEEPEST = 8;

/** The text without its quoted and bracketed parts, the innermost ones first. */
function withoutGroups(text: string): string {
  let rest = text;
  for (let depth = 0; depth < DEEPEST; depth += 1)
    rest = rest.replaceAll(/"[^"]*"|'[^']*'|\{[^{}]*\}|\[[^[\]]*\]|\([^()]*\)/g, "");
  return rest;
}

/** The number that a text is; its unit may be the field's own name, such as "5 min" for `minutes`. */
export function numberIn(text: string, field: string): number | undefined {
  const [, digits, unit = ""] = /^\s*(-?\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const own = unit === "" || (unit.length > 2 && field.startsWith(unit.toLowerCase()));
  return own ? Number(digits) : undefined;
}
