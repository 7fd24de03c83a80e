import { z } from "zod";
import { say } from "../../../kit/sentence.ts";
import { type Denial, deny } from "../run/denial.ts";
import { fieldOf, readValue } from "./read-value.ts";

const Text = z.string();
const Count = z.number().optional();
const Option = z.object({ label: Text, description: Text });
const Question = z.object({
  question: Text,
  header: Text,
  options: z.array(Option),
  multiple: z.boolean().optional(),
});

/**
 * The arguments of the host's tools. A test compares them with what OpenCode sends; the `description` of bash is an
 * older OpenCode's, which models still send.
 */
export const HOST_ARGUMENTS: Readonly<Record<string, z.ZodObject>> = {
  write: z.object({ filePath: Text, content: Text }),
  edit: z.object({
    ...{ filePath: Text, oldString: Text, newString: Text },
    replaceAll: z.boolean().optional(),
  }),
  bash: z.object({
    ...{ command: Text, timeout: Count },
    ...{ workdir: Text.optional(), description: Text.optional() },
  }),
  task: z.object({
    ...{ description: Text, prompt: Text, subagent_type: Text },
    ...{ task_id: Text.optional(), command: Text.optional() },
  }),
  read: z.object({ filePath: Text, offset: Count, limit: Count }),
  grep: z.object({ pattern: Text, path: Text.optional(), include: Text.optional() }),
  glob: z.object({ pattern: Text, path: Text.optional() }),
  question: z.object({ questions: z.array(Question) }),
};

/** Optional fields for which models invent values; they are read, but left out of what a request offers. */
export const INVENTED: Readonly<Record<string, readonly string[]>> = {
  task: ["task_id", "command"],
};

/** Tools that do something with a text of any content: a text that was cut does harm. */
const TEXTS: ReadonlySet<string> = new Set(["write", "edit", "bash", "task"]);

/** Longer names are cut. */
const SHOWN = 60;

type Sent = Record<string, unknown>;

/** Reads what a model sent for a tool of the host as what it stands for, as for our own tools. Changes `sent`. */
export function readHostArguments(tool: string, sent: Sent): void {
  const schema = schemaOf(tool);
  if (schema === undefined) return;
  const read = readValue(schema, { ...sent }, [], { read: [], unknown: [] }) as Sent;
  for (const key of Object.keys(sent))
    if (fieldOf(schema, key, sent) !== undefined && !Object.hasOwn(read, key)) delete sent[key];
  Object.assign(sent, read);
}

/**
 * Why a call with a field that its tool does not have may not run. A server's parser ends a value at text that looks
 * like its markup, so `<parameter=foo>` inside a file's content arrives as a field `foo` and a content that is cut.
 */
export function judgeFields(tool: string, sent: Readonly<Sent>): Denial | undefined {
  const schema = TEXTS.has(tool) ? schemaOf(tool) : undefined;
  const stranger = Object.keys(sent).find(
    (key) => schema && fieldOf(schema, key, sent) === undefined,
  );
  if (schema === undefined || stranger === undefined) return undefined;
  const name = stranger.slice(0, SHOWN);
  const fields = Object.keys(schema.shape).join(", ");
  return deny(
    "BAD_ARGUMENTS",
    say(
      `${tool} has no field \`${name}\`; its fields are ${fields}. If your text contains <parameter=${name}>, the text was cut there. Nothing ran.`,
      `${tool}에는 \`${name}\` 필드가 없습니다. 있는 필드: ${fields}. 텍스트에 <parameter=${name}> 태그가 있다면 거기서 잘린 것입니다. 아무것도 실행하지 않았습니다.`,
    ),
    `Call ${tool} again without \`${name}\`. If a file needs such a tag, write @@ for the < of each tag, then put them in with bash: sed -i 's/@@/</g' FILE`,
  );
}

function schemaOf(tool: string): z.ZodObject | undefined {
  return Object.hasOwn(HOST_ARGUMENTS, tool) ? HOST_ARGUMENTS[tool] : undefined;
}
