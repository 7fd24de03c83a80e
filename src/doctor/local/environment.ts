import type { Environment } from "../../kit/environment.ts";
import { alike, type Sentence, say } from "../../kit/sentence.ts";
import type { DoctorContext } from "../context.ts";
import type { CheckResult } from "../core/check.ts";
import { command } from "../core/fix.ts";

/** Keys of hosted models: OpenCode offers a provider as soon as it finds its key. */
const FOREIGN_KEYS =
  /^(OPENAI|ANTHROPIC|OPENROUTER|GROQ|MISTRAL|DEEPSEEK|XAI|GOOGLE_GENERATIVE_AI|GEMINI|AZURE_OPENAI|TOGETHER|FIREWORKS|CEREBRAS|OPENCODE)_API_KEY$/;

/** OpenCode's variables that make it send more, or run without our plugin. */
const LOOSENING: Readonly<Record<string, Sentence>> = {
  OPENCODE_PURE: say("OpenCode then loads no plugin", "OpenCode가 플러그인을 로드하지 않습니다"),
  OPENCODE_AUTO_SHARE: say("shares every session", "모든 세션을 공유합니다"),
  OPENCODE_EXPERIMENTAL: say("switches web search on", "웹 검색을 켭니다"),
  OPENCODE_ENABLE_EXA: say("switches web search on", "웹 검색을 켭니다"),
  OPENCODE_DISABLE_EMBEDDED_WEB_UI: say(
    "fetches the web interface from the vendor",
    "웹 화면을 OpenCode 개발사에서 가져옵니다",
  ),
};

/** Variables that a shell would hand to OpenCode. Values are never shown. */
export async function checkEnvironment({ env }: DoctorContext, serverHost: string | undefined) {
  return [foreignKeys(env), telemetry(env), loosening(env), proxy(env, serverHost)];
}

function set(env: Environment): string[] {
  return Object.keys(env).filter((name) => env[name] !== undefined && env[name] !== "");
}

function foreignKeys(env: Environment): CheckResult {
  const id = "environment.keys";
  const found = set(env).filter((name) => FOREIGN_KEYS.test(name));
  return found.length === 0
    ? { id, status: "ok", what: say("no key of a hosted model", "외부 모델 API 키 없음") }
    : {
        id,
        status: "warning",
        what: alike(found.join(", ")),
        why: say(
          "keys of hosted models; enabled_providers keeps OpenCode from using them, but agents' shells can read them",
          "외부 모델의 키입니다. enabled_providers 설정이 사용을 막지만 에이전트의 셸은 키를 읽을 수 있습니다",
        ),
        fix: command(`unset ${found.join(" ")}`),
      };
}

function telemetry(env: Environment): CheckResult {
  const id = "environment.telemetry";
  const found = set(env).filter((name) => /^OTEL_EXPORTER_OTLP_.*ENDPOINT$/.test(name));
  return found.length === 0
    ? { id, status: "ok", what: say("no telemetry endpoint", "텔레메트리 전송 주소 없음") }
    : {
        id,
        status: "error",
        what: alike(found.join(", ")),
        why: say("OpenCode sends traces there", "OpenCode가 그 주소로 추적(trace) 정보를 보냅니다"),
        fix: command(`unset ${found.join(" ")}`),
      };
}

function loosening(env: Environment): CheckResult {
  const id = "environment.opencode";
  const found = set(env).filter((name) => name in LOOSENING);
  if (found.length === 0)
    return {
      id,
      status: "ok",
      what: say("no variable loosens OpenCode", "OpenCode의 제한을 푸는 변수 없음"),
    };
  const why = (language: keyof Sentence) =>
    found.map((name) => `${name}: ${LOOSENING[name]?.[language] ?? ""}`).join("; ");
  return {
    id,
    status: "error",
    what: alike(found.join(", ")),
    why: { en: why("en"), ko: why("ko") },
    fix: command(`unset ${found.join(" ")}`),
  };
}

/** A proxy between OpenCode and the model server is the usual reason for an HTML answer. */
function proxy(env: Environment, serverHost: string | undefined): CheckResult {
  const id = "environment.proxy";
  const found = set(env).filter((name) => /^(https?|all)_proxy$/i.test(name));
  if (found.length === 0) return { id, status: "ok", what: say("no proxy", "프록시 없음") };
  const direct = `${env["NO_PROXY"] ?? ""},${env["no_proxy"] ?? ""}`
    .split(",")
    .map((x) => x.trim());
  const past = serverHost === undefined || direct.some((host) => covers(host, serverHost));
  return past
    ? { id, status: "ok", what: alike(found.join(", ")) }
    : {
        id,
        status: "warning",
        what: alike(found.join(", ")),
        why: say(
          `requests to the model server ${serverHost} go through this proxy`,
          `모델 서버(${serverHost}) 요청이 프록시를 거칩니다`,
        ),
        fix: command(`export NO_PROXY="\${NO_PROXY:+$NO_PROXY,}${serverHost}"`),
      };
}

function covers(entry: string, host: string): boolean {
  const name = entry.replace(/^\*?\./, "").replace(/:\d+$/, "");
  return entry === "*" || (name !== "" && (host === name || host.endsWith(`.${name}`)));
}
