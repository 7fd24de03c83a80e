import type { Json, JsonPath } from "../../kit/json.ts";
import type { Source } from "../../setup/core/sources.ts";
import { command, edit, type Fix } from "./fix.ts";
import { isGlobal } from "./project-checks.ts";

/**
 * What changes a value in force. `install` does it if no file of higher rank than install's own sets the value;
 * otherwise the value is to be changed in the file that decides. `top`: the project's; undefined without one.
 */
export function settingFix(
  sources: readonly Source[],
  top: string | undefined,
  change: { path: JsonPath; value: Json | undefined; from: string | undefined },
): Fix {
  const { path, value, from } = change;
  if (from === undefined || installWins(sources, top, from)) return installCommand(sources);
  return edit(from, path, value);
}

export function installCommand(sources: readonly Source[]): Fix {
  return command(`oh-my-qwencoder install${isGlobal(sources) ? " --global" : ""}`);
}

/** True if the file that install writes outranks the source `from`, or is that source. */
function installWins(sources: readonly Source[], top: string | undefined, from: string): boolean {
  const global = isGlobal(sources);
  const own = sources.map((source) =>
    global ? source.kind === "global" : isProjectFile(source, top),
  );
  const written = own.findLastIndex((mine, index) => mine && sources[index]?.config !== undefined);
  const target = written === -1 ? own.indexOf(true) : written;
  return sources.findIndex(({ name }) => name === from) <= target;
}

function isProjectFile({ kind, name }: Source, top: string | undefined): boolean {
  if (kind !== "project" && kind !== "folder") return false;
  if (top === undefined) return true;
  return (
    name.startsWith(`${top}/`) &&
    /^(\.opencode\/)?opencode\.jsonc?$/.test(name.slice(top.length + 1))
  );
}
