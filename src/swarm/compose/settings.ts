import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { refuseOther } from "../../kit/beneath.ts";
import { AegisError } from "../../kit/errors.ts";
import { homeFolder } from "../../kit/home-folders.ts";
import { alike, say } from "../../kit/sentence.ts";
import { SETTINGS_FILE, USER_SETTINGS_FILE } from "../../kit/state-paths.ts";
import { type AegisConfig, type ConfigLayer, resolveConfig } from "../config.ts";

/** Settings of a project: the user's file, the project's file, then AEGIS_* variables. */
export async function loadSettings(
  top: string,
  env: Record<string, string | undefined>,
): Promise<AegisConfig> {
  const home = homeFolder(env, "config");
  const own = home ? await readLayer(join(home, USER_SETTINGS_FILE)) : [];
  const project = await readLayer(join(top, SETTINGS_FILE));
  return resolveConfig([
    ...own,
    ...project.map((layer) => ({ ...layer, ofProject: true })),
    ...environmentLayer(env),
  ]);
}

async function readLayer(source: string): Promise<ConfigLayer[]> {
  let text: string;
  try {
    // Reading a pipe would wait forever.
    refuseOther(source, await stat(source), "file");
    text = (await readFile(source, "utf8")).replace(/^\uFEFF/, "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first) {
    const before = text.slice(0, first.offset).split("\n");
    throw new AegisError(
      "BAD_CONFIG",
      alike(
        `${source}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${printParseErrorCode(first.error)}`,
      ),
      say(
        "Correct the file; comments and trailing commas are fine.",
        "파일을 고치세요. 주석과 끝의 쉼표는 괜찮습니다.",
      ),
    );
  }
  return [{ source, value }];
}

function environmentLayer(env: Record<string, string | undefined>): ConfigLayer[] {
  const layers: ConfigLayer[] = [];
  const add = (name: string, value: (text: string) => unknown) => {
    const text = env[name];
    if (text !== undefined && text !== "") layers.push({ source: name, value: value(text) });
  };
  add("AEGIS_MAX_WORKERS", (text) => ({ maxWorkers: Number(text) }));
  add("AEGIS_ADMISSION", (text) => ({ admission: Number(text) }));
  add("AEGIS_LANGUAGE", (text) => ({ language: text }));
  add("AEGIS_SANDBOX_MODE", (text) => ({ sandbox: text }));
  return layers;
}
