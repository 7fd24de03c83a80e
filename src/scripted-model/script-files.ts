import { readFile } from "node:fs/promises";
import path from "node:path";
import { AegisError } from "../kit/errors.ts";
import { isRecord } from "../kit/json.ts";
import { say } from "../kit/sentence.ts";

/**
 * Replaces every `{ "$file": "relative/path" }` inside `args` by that file's text. A path may not
 * leave `folder`, because people pass scripts around. Throws `AegisError` SCRIPT_FILE.
 */
export async function inlineFiles(
  args: Record<string, unknown>,
  folder: string | undefined,
): Promise<Record<string, unknown>> {
  const entries = Object.entries(args).map(async ([key, value]) => [key, await inline(value)]);
  return Object.fromEntries(await Promise.all(entries));

  async function inline(value: unknown): Promise<unknown> {
    if (Array.isArray(value)) return Promise.all(value.map(inline));
    if (!isRecord(value)) return value;
    if ("$file" in value && Object.keys(value).length === 1)
      return fileText(value["$file"], folder);
    return inlineFiles(value, folder);
  }
}

async function fileText(name: unknown, folder: string | undefined): Promise<string> {
  if (typeof name !== "string" || folder === undefined) {
    throw new AegisError(
      "SCRIPT_FILE",
      say(
        `$file ${JSON.stringify(name)} has no folder to start from`,
        `$file ${JSON.stringify(name)}의 기준 폴더가 없습니다`,
      ),
      say(
        "Give $file a relative path and load the script from a file.",
        "$file에 상대 경로를 쓰고 대본을 파일에서 읽으세요.",
      ),
    );
  }
  const target = path.resolve(folder, name);
  if (path.relative(folder, target).startsWith("..") || path.isAbsolute(name)) {
    throw new AegisError(
      "SCRIPT_FILE",
      say(`$file ${name} leaves ${folder}`, `$file ${name}이(가) ${folder} 밖을 가리킵니다`),
      say("Keep it inside.", "폴더 안의 경로를 쓰세요."),
    );
  }
  try {
    return await readFile(target, "utf8");
  } catch (cause) {
    throw new AegisError(
      "SCRIPT_FILE",
      say(`$file ${name} cannot be read`, `$file ${name}을(를) 읽을 수 없습니다`),
      say("Check the path.", "경로를 확인하세요."),
      {
        cause,
      },
    );
  }
}
