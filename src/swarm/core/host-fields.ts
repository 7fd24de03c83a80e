import { type Denial, deny } from "./run/denial.ts";

/** The fields of the host's tools that take a text of any content. A test compares them with what OpenCode sends. */
export const HOST_FIELDS: Readonly<Record<string, readonly string[]>> = {
  write: ["content", "filePath"],
  edit: ["filePath", "oldString", "newString", "replaceAll"],
  bash: ["command", "timeout", "workdir", "description"],
  task: ["description", "prompt", "subagent_type", "task_id", "command"],
};

/** Longer names are cut. */
const SHOWN = 60;

/**
 * Why a call with a field that its tool does not have may not run. A server's parser ends a value at text that looks
 * like its markup, so `<parameter=foo>` inside a file's content arrives as a field `foo` and a content that is cut.
 */
export function judgeFields(
  tool: string,
  args: Readonly<Record<string, unknown>>,
): Denial | undefined {
  const fields = Object.hasOwn(HOST_FIELDS, tool) ? (HOST_FIELDS[tool] ?? []) : undefined;
  const stranger = fields && Object.keys(args).find((name) => !fields.includes(name));
  if (fields === undefined || stranger === undefined) return undefined;
  const name = stranger.slice(0, SHOWN);
  return deny(
    "BAD_ARGUMENTS",
    `${tool} has no field \`${name}\`; its fields are ${fields.join(", ")}. If your text contains <parameter=${name}>, the text was cut there. Nothing ran.`,
    `Call ${tool} again without \`${name}\`. If the text needs such a tag, write @@ for the < of each tag, then put them in with bash: sed -i 's/@@/</g' FILE`,
  );
}
