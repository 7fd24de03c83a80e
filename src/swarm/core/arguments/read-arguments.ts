import type { z } from "zod";
import { isRecord } from "../../../kit/json.ts";
import { alike, type Sentence, say } from "../../../kit/sentence.ts";
import { near } from "./alike.ts";
import { looseJson } from "./loose-json.ts";
import { type Findings, type Path, readValue } from "./read-value.ts";
import { came, fieldsOf, schemaAt, valueAt, wanted } from "./shape-words.ts";

/** One thing that is wrong with the arguments of a call, and the place of the value that would be right. */
export interface Fault {
  path: Path;
  says: Sentence;
}

export type Reading<Args> = { ok: true; args: Args; note: string } | { ok: false; faults: Fault[] };

/**
 * Reads a model's arguments as what they stand for. Models send lists and objects as text, in Python's spelling, or one
 * item for a list of one. Whatever is read so passes the same schema as arguments that need no reading; a value with two
 * meanings is refused.
 */
export function readArguments<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  raw: unknown,
): Reading<z.infer<z.ZodObject<Shape>>> {
  const findings: Findings = { read: [], unknown: [] };
  const sent = typeof raw === "string" ? looseJson(raw)?.value : (raw ?? {});
  const read = isRecord(sent) ? readValue(schema, sent, [], findings) : raw;
  const strangers = findings.unknown.map((each) => stranger(schema, read, each));
  const parsed = schema.safeParse(read);
  if (parsed.success && strangers.length === 0)
    return { ok: true, args: parsed.data, note: noteOf(findings) };
  const known = strangers.map(({ path }) => path.join("."));
  const faults = (parsed.error?.issues ?? []).map(({ path }) => fault(schema, read, path as Path));
  // An unknown field that names the missing one says it all.
  const others = faults.filter(({ path }) => !known.includes(path.join(".")));
  return { ok: false, faults: [...strangers, ...others] };
}

function fault(schema: unknown, value: unknown, path: Path): Fault {
  const place = path.length > 0 ? path.join(".") : "arguments";
  const want = wanted(schemaAt(schema, path));
  const sent = valueAt(value, path);
  const got = came(sent);
  const hint = typeof sent === "string" ? unreadText(want.en, sent) : alike("");
  return {
    path,
    says: say(
      `${place}: expected ${want.en}, got ${got.en}${hint.en}`,
      `${place}: 필요한 값은 ${want.ko}, 받은 값은 ${got.ko}${hint.ko}`,
    ),
  };
}

/** Why a text was not read as the list or object that it may stand for. */
function unreadText(want: string, text: string): Sentence {
  if (/^\s*[[{(`]/.test(text) && /^an? (list|object)/.test(want))
    return say(", which is no JSON", "(JSON이 아님)");
  return want === "a list of texts"
    ? say(", which may be one item or several", "(항목이 하나인지 여럿인지 알 수 없음)")
    : alike("");
}

function stranger(
  schema: unknown,
  value: unknown,
  { path, field }: Findings["unknown"][number],
): Fault {
  const holder = schemaAt(schema, path) as z.ZodObject;
  const given = valueAt(value, path);
  const free = Object.keys(holder.shape).filter((name) => !isRecord(given) || !(name in given));
  const shown = field.slice(0, 60);
  const meant = near(shown, free);
  const [only] = meant;
  const fields = fieldsOf(holder);
  const hint =
    only === undefined
      ? say(`the fields are ${fields || "none"}`, `있는 필드: ${fields || "없음"}`)
      : say(
          `did you mean \`${meant.join("` or `")}\`?`,
          `\`${meant.join("` 또는 `")}\`을(를) 뜻했습니까?`,
        );
  const place = path.join(".");
  return {
    path: only === undefined ? path : [...path, only],
    says: say(
      `unknown field \`${shown}\`${place && ` in ${place}`}; ${hint.en}`,
      `${place && `${place}에 `}알 수 없는 필드 \`${shown}\`; ${hint.ko}`,
    ),
  };
}

/** More places than this are counted only. */
const NAMED = 4;

/** Half a line for the model on what was read otherwise; empty if everything came as it should. */
function noteOf({ read }: Findings): string {
  if (read.length === 0) return "";
  const named = read.slice(0, NAMED).map(({ path, as }) => `${path.join(".")} as ${as}`);
  const rest = read.length - named.length;
  return `Read ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.`;
}
