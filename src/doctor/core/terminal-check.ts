import { isJsonObject, type Json, type JsonObject } from "../../kit/json.ts";
import { alike, say } from "../../kit/sentence.ts";
import { isOurPlugin, MOVED } from "../../setup/core/settings.ts";
import type { Source } from "../../setup/core/sources.ts";
import type { CheckResult } from "./check.ts";
import { command, person } from "./fix.ts";

/**
 * The plugins of OpenCode's terminal (`terminal`): whether ours is there in this version, and which others are. Where
 * this package is installed is read from OpenCode's configuration (`sources`).
 */
export function terminalCheck(
  terminal: readonly Source[],
  sources: readonly Source[],
  version: string,
): CheckResult {
  const id = "config.terminal";
  const broken = terminal.find(({ fault }) => fault !== undefined);
  if (broken)
    return {
      id,
      status: "warning",
      what: alike(broken.fault ?? ""),
      why: say(
        "OpenCode's terminal leaves this file out",
        "OpenCode 터미널이 이 파일을 읽지 않습니다",
      ),
      fix: person(`correct ${broken.name}`, `${broken.name} 파일을 바르게 고칩니다`),
    };
  const { install, isLeft } = placeOf(sources, terminal);
  const entries = terminal.flatMap(({ config, name }) =>
    pluginsOf(config).map((entry) => ({
      spec: specOf(entry),
      from: name,
      ours: isOurPlugin(entry),
    })),
  );
  const ours = entries.filter((entry) => entry.ours);
  const others = entries
    .filter((entry) => !entry.ours)
    .map(({ spec, from }) => `${spec} (${from})`);
  const details = others.map((each) => `+ ${each}`);
  const [first] = ours;
  if (!first)
    return {
      id,
      status: "warning",
      what: say(
        `OpenCode's terminal does not show runs${beside(others).en}`,
        `OpenCode 터미널에 실행이 표시되지 않습니다${beside(others).ko}`,
      ),
      why: isLeft
        ? say(
            "no tui.json names this package, and OpenCode first moves settings of its own there when it starts",
            "tui.json에 이 패키지가 없으며, OpenCode가 시작할 때 먼저 자신의 설정을 그 파일로 옮깁니다",
          )
        : say("no tui.json names this package", "tui.json에 이 패키지가 없습니다"),
      fix: isLeft
        ? person(
            `start opencode once, then run: ${install}`,
            `opencode를 한 번 시작한 다음 실행: ${install}`,
          )
        : command(install),
      details,
    };
  const wanted = `oh-my-qwencoder@${version}`;
  const what = say(
    `${first.spec} (${first.from})${beside(others).en}`,
    `${first.spec} (${first.from})${beside(others).ko}`,
  );
  const other = ours.find(({ spec }) => spec !== wanted && !spec.startsWith("file:"));
  return other
    ? {
        id,
        status: "warning",
        what: alike(`${other.spec} (${other.from})`),
        why: say(`this command is ${wanted}`, `이 명령은 ${wanted}입니다`),
        fix: command(install),
        details,
      }
    : { id, status: "ok", what, details };
}

/**
 * `install`: the command of this install. `isLeft`: OpenCode still has settings of its own to move into a new tui.json,
 * and install leaves the file to it until then.
 */
function placeOf(sources: readonly Source[], terminal: readonly Source[]) {
  const last = sources.findLast(({ config }) => pluginsOf(config).some(isOurPlugin));
  const isGlobal = last?.kind === "global";
  const kind = isGlobal ? "global" : "folder";
  const beside = sources.filter((source) => source.kind === kind);
  const isThere = terminal.some((one) => one.kind === kind && one.config !== undefined);
  return {
    install: isGlobal ? "oh-my-qwencoder install --global" : "oh-my-qwencoder install",
    isLeft: !isThere && beside.some(({ config }) => config && MOVED.some((key) => key in config)),
  };
}

/** OpenCode also reads the fields inside `tui`; a field outside it counts before the same field inside. */
function pluginsOf(config: JsonObject | undefined): Json[] {
  const inside = config?.["tui"];
  const list = config?.["plugin"] ?? (isJsonObject(inside) ? inside["plugin"] : undefined);
  return Array.isArray(list) ? list : [];
}

function beside(others: readonly string[]) {
  return others.length === 0
    ? alike("")
    : say(`; other plugins: ${others.join(", ")}`, `; 다른 플러그인: ${others.join(", ")}`);
}

function specOf(entry: Json): string {
  return String(Array.isArray(entry) ? entry[0] : entry);
}
