import { at, isJsonObject, type Json, type JsonObject, type JsonPath } from "../../kit/json.ts";
import { alike, say } from "../../kit/sentence.ts";
import { effective, type Source } from "../../setup/core/sources.ts";
import type { CheckResult } from "./check.ts";
import type { FindingId } from "./check-ids.ts";
import { edit, type Fix } from "./fix.ts";
import { settingFix } from "./setting-fix.ts";
import { closedTools, webToolValue } from "./web-tools.ts";

interface Switch {
  id: FindingId;
  path: readonly string[];
  /** True if this value stops the traffic. Undefined: the value is not set. */
  safe: (value: Json | undefined) => boolean;
  /** The value that stops it. */
  off: Json;
  /** OpenCode reads this switch in the user's own configuration alone. */
  globalOnly?: true;
  what: CheckResult["what"];
}

const SWITCHES: readonly Switch[] = [
  {
    id: "egress.enabled_providers",
    path: ["enabled_providers"],
    off: [],
    safe: (value) => Array.isArray(value),
    what: say("hosted providers", "외부 모델 제공자"),
  },
  {
    id: "egress.share",
    path: ["share"],
    off: "disabled",
    safe: (value) => value === "disabled",
    what: say("sharing", "세션 공유"),
  },
  {
    id: "egress.autoupdate",
    path: ["autoupdate"],
    off: false,
    safe: (value) => value === false,
    globalOnly: true,
    what: say("update checks", "업데이트 확인"),
  },
  {
    id: "egress.lsp",
    path: ["lsp"],
    off: false,
    safe: (value) => value === false || value === undefined,
    what: say("language server downloads", "언어 서버 다운로드"),
  },
  {
    id: "egress.formatter",
    path: ["formatter"],
    off: false,
    safe: (value) => value === false || value === undefined,
    what: say("formatter downloads", "포매터 다운로드"),
  },
  {
    id: "egress.webfetch",
    path: ["permission", "webfetch"],
    off: "deny",
    safe: (value) => value === "deny",
    what: say("webfetch of other agents", "다른 에이전트의 webfetch"),
  },
  {
    id: "egress.websearch",
    path: ["permission", "websearch"],
    off: "deny",
    safe: (value) => value === "deny",
    what: say("websearch of other agents", "다른 에이전트의 websearch"),
  },
];

/**
 * The addresses that OpenCode itself would contact: one line if all switches are off, otherwise one line for each
 * switch that is on.
 */
export function egressChecks(sources: readonly Source[], top?: string): CheckResult[] {
  const global = sources.filter(({ kind }) => kind === "global");
  const judged = SWITCHES.map((one) => ({
    ...one,
    found:
      one.path[0] === "permission"
        ? webToolValue(sources, one.path[1] ?? "")
        : effective(one.globalOnly ? global : sources, one.path),
  }));
  const open = judged.filter(({ safe, found }) => !safe(found?.value));
  const remote = remoteParts(sources);
  if (open.length === 0 && remote.length === 0)
    return [
      {
        id: "egress.switches",
        status: "ok",
        what: say(
          `all ${SWITCHES.length} switches are off`,
          `스위치 ${SWITCHES.length}개가 모두 꺼져 있음`,
        ),
        details: judged.map(
          ({ path, found }) =>
            `${path.join(".")} = ${JSON.stringify(found?.value)} (${found?.from ?? "default"})`,
        ),
      },
    ];
  return [
    ...open.map(
      ({ id, path, what, found, ...one }): CheckResult => ({
        id,
        status: "warning",
        what,
        why: say(
          `${path.join(".")} = ${JSON.stringify(found?.value ?? null)} (${found?.from ?? "default"})`,
          `${path.join(".")} = ${JSON.stringify(found?.value ?? null)} (${found?.from ?? "기본값"})`,
        ),
        fix: fixFor({ ...one, path, found }, sources, top),
      }),
    ),
    ...remote,
  ];
}

type Judged = Pick<Switch, "path" | "off" | "globalOnly"> & { found: ReturnType<typeof effective> };

function fixFor(
  { path, off, globalOnly, found }: Judged,
  sources: readonly Source[],
  top: string | undefined,
): Fix {
  // An install in a project leaves a value that the user has set in the own configuration.
  if (globalOnly && found) return edit(found.from, path, off);
  // It also leaves servers and formatters that the user has chosen one by one.
  if (found && isJsonObject(found.value)) return edit(found.from, path, off);
  const from = found?.from;
  if (path[0] !== "permission") return settingFix(sources, top, { path, value: off, from });
  const config = sources.find(({ name }) => name === from)?.config ?? {};
  const value = closedTools(config["permission"]);
  return settingFix(sources, top, { path: ["permission"], value, from });
}

/** Addresses that OpenCode fetches because a file names them: one result for each setting. */
function remoteParts(sources: readonly Source[]): CheckResult[] {
  return sources.flatMap(({ config, name }) =>
    (config ? remoteOf(config) : []).map(
      ({ found, path, value }): CheckResult => ({
        id: "egress.remote",
        status: "warning",
        what: alike(found.join(", ")),
        why: say(
          `${name} names these addresses, and OpenCode fetches them`,
          `${name}에 적힌 주소를 OpenCode가 가져옵니다`,
        ),
        fix: edit(name, path, value),
      }),
    ),
  );
}

interface Remote {
  found: string[];
  path: JsonPath;
  /** The setting without the addresses. */
  value: Json | undefined;
}

function remoteOf({ instructions, mcp, ...config }: JsonObject): Remote[] {
  const lists: [JsonPath, Json | undefined][] = [
    [["instructions"], instructions],
    [["skills", "urls"], at(config, ["skills", "urls"])],
  ];
  const named = lists.flatMap(([path, value]): Remote[] => {
    const all = value === undefined ? [] : [value].flat();
    const found = all.filter(isAddress);
    const rest = all.filter((each) => !isAddress(each));
    return found.length === 0 ? [] : [{ found, path, value: rest.length > 0 ? rest : undefined }];
  });
  const servers = Object.entries(isJsonObject(mcp) ? mcp : {}).flatMap(([name, entry]): Remote[] =>
    isJsonObject(entry) && entry["type"] === "remote" && entry["enabled"] !== false
      ? [{ found: [`mcp.${name}`], path: ["mcp", name, "enabled"], value: false }]
      : [],
  );
  return [...named, ...servers];
}

function isAddress(value: Json): value is string {
  return typeof value === "string" && /^https?:/.test(value);
}
