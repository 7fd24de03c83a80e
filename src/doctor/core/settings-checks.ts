import type { Json, JsonPath } from "../../kit/json.ts";
import { alike, say } from "../../kit/sentence.ts";
import { isOurPlugin } from "../../setup/core/settings.ts";
import { effective, type Source } from "../../setup/core/sources.ts";
import type { CheckResult } from "./check.ts";
import { command, edit, type Fix, person } from "./fix.ts";
import { installCommand, settingFix } from "./setting-fix.ts";

/** OpenCode does not start with a file that it cannot read: names each such file with the place of the error. */
export function faultChecks(sources: readonly Source[]): CheckResult[] {
  const broken = sources.filter(({ fault }) => fault !== undefined);
  if (broken.length > 0)
    return broken.map(({ fault = "", name }) => ({
      id: "config.files",
      status: "error",
      what: alike(fault),
      why: say(
        "OpenCode does not start with this file",
        "이 파일이 있으면 OpenCode가 시작되지 않습니다",
      ),
      fix: person(`correct ${name} at that place`, `${name}의 그 위치를 고치세요`),
    }));
  const found = sources.filter(({ config }) => config !== undefined).map(({ name }) => name);
  return [
    {
      id: "config.files",
      status: found.length > 0 ? "ok" : "error",
      what:
        found.length > 0 ? alike(found.join(" < ")) : say("no opencode.json", "opencode.json 없음"),
      ...(found.length > 0
        ? {}
        : {
            why: say(
              "OpenCode then sends prompts to its vendor's hosted model",
              "이 경우 OpenCode는 프롬프트를 개발사의 외부 모델로 보냅니다",
            ),
            fix: command("oh-my-qwencoder install"),
          }),
    },
  ];
}

/** Each value that decides where prompts go, with its file and with the files that may override it. */
export function modelChecks(sources: readonly Source[], top?: string): CheckResult[] {
  const model = effective(sources, ["model"]);
  if (typeof model?.value !== "string")
    return [
      {
        id: "config.model",
        status: "error",
        what: say("no model is configured", "설정된 모델이 없습니다"),
        fix: installCommand(sources),
      },
    ];
  const provider = model.value.split("/")[0] ?? "";
  const address = effective(sources, ["provider", provider, "options", "baseURL"]);
  const small = effective(sources, ["small_model"]);
  const shown = String(address?.value).replace(/\/\/[^/@]*@/, "//…@");
  const details = [
    `model = ${JSON.stringify(model.value)} (${model.from})`,
    ...(small ? [`small_model = ${JSON.stringify(small.value)} (${small.from})`] : []),
    ...(address ? [`baseURL = ${JSON.stringify(shown)} (${address.from})`] : []),
  ];
  return [
    address
      ? {
          id: "config.model",
          status: "ok",
          what: alike(`${model.value} → ${shown}`),
          details,
        }
      : {
          id: "config.model",
          status: "error",
          what: alike(model.value),
          why: say(
            `the provider "${provider}" has no address of its own (options.baseURL)`,
            `제공자 "${provider}"에 자체 주소(options.baseURL)가 없습니다`,
          ),
          fix: settingFix(sources, top, { path: ["model"], value: undefined, from: model.from }),
          details,
        },
    overruling(sources),
  ];
}

/** A repository's own file outranks the user's file; only an administrator's file outranks both. */
function overruling(sources: readonly Source[]): CheckResult {
  const id = "config.managed";
  const managed = sources.filter(({ kind, config }) => kind === "managed" && config);
  return managed.length > 0
    ? { id, status: "ok", what: alike(managed.map(({ name }) => name).join(", ")) }
    : {
        id,
        status: "skipped",
        what: say("no administrator's configuration", "관리자 설정 없음"),
        why: say(
          "anyone who changes the project's files can change where prompts go; the plugin's guards still hold",
          "프로젝트 파일을 바꿀 수 있는 사람은 프롬프트의 목적지도 바꿀 수 있습니다. 플러그인의 규칙은 그대로 적용됩니다",
        ),
      };
}

interface Entry {
  spec: string;
  from: string;
  path: JsonPath;
}

/** Checks that our plugin is in the list once, in the version of this command. */
export function pluginChecks(
  sources: readonly Source[],
  wanted: string,
  top?: string,
): CheckResult[] {
  const id = "plugin.registered";
  const entries = sources.flatMap(({ config, name }) => entriesIn(config?.["plugin"], name));
  const [first] = entries;
  if (!first)
    return [
      {
        id,
        status: "error",
        what: say("the plugin is in no configuration", "플러그인이 어떤 설정에도 없습니다"),
        fix: command("oh-my-qwencoder install"),
      },
    ];
  if (new Set(entries.map(({ spec }) => spec)).size > 1)
    return [
      {
        id,
        status: "error",
        what: alike(entries.map(({ spec, from }) => `${spec} (${from})`).join(", ")),
        why: say("both copies would act", "두 개가 함께 동작하게 됩니다"),
        fix: withoutOthers(sources, entries, wanted),
      },
    ];
  const what = alike(`${first.spec} (${first.from})`);
  if (first.spec === wanted || first.spec.startsWith("file:")) return [{ id, status: "ok", what }];
  const { path, from } = first;
  return [
    {
      id,
      status: "warning",
      what,
      why: say(`this command is ${wanted}`, `이 명령은 ${wanted}입니다`),
      fix: settingFix(sources, top, { path, value: wanted, from }),
    },
  ];
}

/** Keeps one entry: of the wanted version if there is one, else the last. Takes out one other. */
function withoutOthers(sources: readonly Source[], entries: readonly Entry[], wanted: string): Fix {
  const kept = entries.findLast(({ spec }) => spec === wanted) ?? entries.at(-1);
  const other = entries.find(({ spec }) => spec !== kept?.spec);
  const from = other?.from ?? "";
  const list = sources.find(({ name }) => name === from)?.config?.["plugin"];
  const rest = Array.isArray(list)
    ? list.filter((each) => !isOurPlugin(each) || specOf(each) === kept?.spec)
    : [];
  return edit(from, ["plugin"], rest);
}

function entriesIn(list: Json | undefined, from: string): Entry[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry, index) =>
    isOurPlugin(entry)
      ? [
          {
            spec: specOf(entry),
            from,
            path: Array.isArray(entry) ? ["plugin", index, 0] : ["plugin", index],
          },
        ]
      : [],
  );
}

function specOf(entry: Json): string {
  return String(Array.isArray(entry) ? entry[0] : entry);
}
