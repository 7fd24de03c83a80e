import { at, isJsonObject, type Json, type JsonObject } from "../../kit/json.ts";
import { alike, say } from "../../kit/sentence.ts";
import { effective, type Source } from "../../setup/core/sources.ts";
import type { CheckResult } from "./check.ts";

interface Switch {
  path: readonly string[];
  /** True if this value stops the traffic. Undefined: the value is not set. */
  safe: (value: Json | undefined) => boolean;
  /** OpenCode reads this switch in the user's own configuration alone. */
  globalOnly?: true;
  what: CheckResult["what"];
}

const SWITCHES: readonly Switch[] = [
  {
    path: ["enabled_providers"],
    safe: (value) => Array.isArray(value),
    what: say("hosted providers", "외부 모델 제공자"),
  },
  { path: ["share"], safe: (value) => value === "disabled", what: say("sharing", "세션 공유") },
  {
    path: ["autoupdate"],
    safe: (value) => value === false,
    globalOnly: true,
    what: say("update checks", "업데이트 확인"),
  },
  {
    path: ["lsp"],
    safe: (value) => value === false || value === undefined,
    what: say("language server downloads", "언어 서버 다운로드"),
  },
  {
    path: ["formatter"],
    safe: (value) => value === false || value === undefined,
    what: say("formatter downloads", "포매터 다운로드"),
  },
  {
    path: ["permission", "webfetch"],
    safe: (value) => value === "deny",
    what: say("webfetch of other agents", "다른 에이전트의 webfetch"),
  },
  {
    path: ["permission", "websearch"],
    safe: (value) => value === "deny",
    what: say("websearch of other agents", "다른 에이전트의 websearch"),
  },
];

/**
 * The addresses that OpenCode itself would contact: one line if all switches are off, otherwise one line for each
 * switch that is on.
 */
export function egressChecks(sources: readonly Source[]): CheckResult[] {
  const global = sources.filter(({ kind }) => kind === "global");
  const judged = SWITCHES.map((one) => ({
    ...one,
    found: effective(one.globalOnly ? global : sources, one.path),
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
      ({ path, what, found, globalOnly }): CheckResult => ({
        id: `egress.${path.at(-1)}`,
        status: "warning",
        what,
        why: alike(
          `${path.join(".")} = ${JSON.stringify(found?.value ?? null)} (${found?.from ?? "default"})`,
        ),
        // An install in a project leaves a value that the user has set in the own configuration.
        fix: globalOnly && found ? `\${EDITOR:-vi} ${found.from}` : "oh-my-qwencoder install",
      }),
    ),
    ...remote,
  ];
}

/** Addresses that OpenCode fetches because a file names them. */
function remoteParts(sources: readonly Source[]): CheckResult[] {
  return sources.flatMap(({ config, name }) => {
    const found = config ? remoteOf(config) : [];
    return found.length === 0
      ? []
      : [
          {
            id: "egress.remote",
            status: "warning" as const,
            what: alike(found.join(", ")),
            why: say(
              `${name} names these addresses, and OpenCode fetches them`,
              `${name}에 적힌 주소를 OpenCode가 가져옵니다`,
            ),
            fix: `\${EDITOR:-vi} ${name}`,
          },
        ];
  });
}

function remoteOf(config: JsonObject): string[] {
  const { instructions, mcp } = config;
  const urls = [
    ...(Array.isArray(instructions) ? instructions : []),
    ...(at(config, ["skills", "urls"]) === undefined
      ? []
      : [at(config, ["skills", "urls"])].flat()),
  ].filter((each): each is string => typeof each === "string" && /^https?:/.test(each));
  const servers = isJsonObject(mcp)
    ? Object.entries(mcp).flatMap(([name, entry]) =>
        isJsonObject(entry) && entry["type"] === "remote" ? [`mcp.${name}`] : [],
      )
    : [];
  return [...urls, ...servers];
}
