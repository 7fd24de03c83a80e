/** Deeper nesting than any argument of ours needs; a bound for the recursion. */
const DEEPEST = 32;

interface Cursor {
  readonly text: string;
  at: number;
}

/**
 * The value that a text stands for: JSON, also in a code fence, in Python's spelling, with trailing commas or with
 * raw line breaks inside strings. Undefined if the text is none of these or has two meanings (a key given twice).
 */
export function looseJson(text: string): { value: unknown } | undefined {
  const cursor = { text: withoutFence(text.trim()), at: 0 };
  try {
    const value = readValue(cursor, 0);
    skipSpace(cursor);
    return cursor.at === cursor.text.length ? { value } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function withoutFence(text: string): string {
  const fenced = /^```[\w-]*\s([\s\S]*)```$/.exec(text) ?? /^`([^`]*)`$/.exec(text);
  return fenced?.[1]?.trim() ?? text;
}

function readValue(cursor: Cursor, depth: number): unknown {
  if (depth > DEEPEST) throw new SyntaxError("too deep");
  skipSpace(cursor);
  const first = cursor.text[cursor.at];
  if (first === "[") return readList(cursor, depth);
  if (first === "{") return readObject(cursor, depth);
  if (first === '"' || first === "'") return readString(cursor);
  const number = taken(cursor, /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y);
  return number === undefined ? readWord(cursor) : Number(number);
}

const WORDS = new Map<string, unknown>([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["null", null],
  ["None", null],
]);

function readWord(cursor: Cursor): unknown {
  const word = taken(cursor, /\w+/y) ?? "";
  if (!WORDS.has(word)) throw new SyntaxError("no value");
  return WORDS.get(word);
}

function readList(cursor: Cursor, depth: number): unknown[] {
  const items: unknown[] = [];
  readItems(cursor, "]", () => items.push(readValue(cursor, depth + 1)));
  return items;
}

function readObject(cursor: Cursor, depth: number): Record<string, unknown> {
  const fields = new Map<string, unknown>();
  readItems(cursor, "}", () => {
    const quoted = /["']/.test(cursor.text[cursor.at] ?? "");
    const key = quoted ? readString(cursor) : taken(cursor, /[A-Za-z_]\w*/y);
    expect(cursor, ":");
    if (key === undefined || fields.has(key)) throw new SyntaxError("no key, or given twice");
    fields.set(key, readValue(cursor, depth + 1));
  });
  return Object.fromEntries(fields);
}

/** Reads what stands between the brackets: items with commas between them and perhaps one after the last. */
function readItems(cursor: Cursor, close: string, readItem: () => void): void {
  cursor.at += 1;
  for (;;) {
    skipSpace(cursor);
    if (cursor.text[cursor.at] === close) break;
    readItem();
    skipSpace(cursor);
    if (cursor.text[cursor.at] === close) break;
    expect(cursor, ",");
  }
  cursor.at += 1;
}

function readString(cursor: Cursor): string {
  const quote = cursor.text[cursor.at];
  let value = "";
  cursor.at += 1;
  for (;;) {
    const char = cursor.text[cursor.at];
    if (char === undefined) throw new SyntaxError("no end of a string");
    cursor.at += 1;
    if (char === quote) return value;
    value += char === "\\" ? readEscape(cursor) : char;
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ...['"', "'", "\\", "/"].map((same): [string, string] => [same, same]),
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** JSON knows no `\d`, and Python leaves it as it is: so do we. What Python reads in its own way is refused. */
function readEscape(cursor: Cursor): string {
  const unicode = taken(cursor, /u[0-9a-fA-F]{4}/y);
  if (unicode) return String.fromCharCode(Number.parseInt(unicode.slice(1), 16));
  const char = taken(cursor, /[^uUxNav0-7\s]/y);
  if (char === undefined) throw new SyntaxError("an escape with two meanings");
  return ESCAPES.get(char) ?? `\\${char}`;
}

function skipSpace(cursor: Cursor): void {
  taken(cursor, /\s+/y);
}

function expect(cursor: Cursor, char: string): void {
  skipSpace(cursor);
  if (cursor.text[cursor.at] !== char) throw new SyntaxError(`no ${char}`);
  cursor.at += 1;
}

/** The text that matches at the cursor, which moves behind it. `pattern` is sticky. */
function taken(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  cursor.at += found?.length ?? 0;
  return found;
}
