import type { Json, JsonPath } from "../../kit/json.ts";
import { type Sentence, say } from "../../kit/sentence.ts";

/**
 * What removes a finding. `person`: a program cannot do it, because it needs a value that only a person knows, a
 * decision, or another machine.
 */
export type Fix =
  | { readonly kind: "command"; readonly line: string }
  | {
      readonly kind: "edit";
      /** A file of OpenCode's configuration, or the variable that holds one. */
      readonly file: string;
      readonly path: JsonPath;
      /** Undefined: remove the setting. */
      readonly value: Json | undefined;
      /** A command that has to follow. */
      readonly next?: string;
    }
  | { readonly kind: "person"; readonly act: Sentence };

/** A line for a shell in the project. */
export function command(line: string): Fix {
  return { kind: "command", line };
}

export function edit(file: string, path: JsonPath, value: Json | undefined): Fix {
  return { kind: "edit", file, path, value };
}

export function person(en: string, ko: string): Fix {
  return { kind: "person", act: say(en, ko) };
}

/** A repository's own file counts only as the user has approved it, so an edit of it has to be approved too. */
export function approvedAfter(fix: Fix, top: string, approve: string): Fix {
  return fix.kind === "edit" && fix.file.startsWith(`${top}/`) ? { ...fix, next: approve } : fix;
}

/** The fix as it is printed. */
export function fixText(fix: Fix): Sentence {
  if (fix.kind === "person") return fix.act;
  if (fix.kind === "command") return { en: fix.line, ko: fix.line };
  const { file, path, value, next } = fix;
  const place = path.map(segment).join(".");
  const text = JSON.stringify(value);
  const act =
    value === undefined
      ? say(`in ${file}, remove ${place}`, `${file}에서 ${place} 삭제`)
      : say(`in ${file}, set ${place} to ${text}`, `${file}에서 ${place} 값을 ${text}(으)로 변경`);
  return next === undefined
    ? act
    : say(`${act.en}; then run ${next}`, `${act.ko}. 그다음 실행: ${next}`);
}

function segment(name: string | number): string {
  return /^[\w-]+$/.test(String(name)) ? String(name) : JSON.stringify(name);
}
