import { provePluginLoads } from "../host/canary.ts";
import { debugConfig } from "../host/debug-config.ts";
import type { OpenCode } from "../host/find.ts";
import { START_LIMIT_MS } from "../host/start-limit.ts";
import { type Keep, withoutTraces } from "../host/without-traces.ts";
import { AegisError } from "../kit/errors.ts";
import { at, isJsonObject, type JsonObject } from "../kit/json.ts";
import { alike, say } from "../kit/sentence.ts";
import { AGENTS } from "../swarm/core/agents.ts";
import type { DoctorContext } from "./context.ts";
import type { CheckResult } from "./core/check.ts";
import { command, person } from "./core/fix.ts";
import { withTime } from "./with-time.ts";

/** Asks OpenCode itself whether the plugin runs in this project and sets the agents' rights. */
export async function checkPlugin(
  place: DoctorContext,
  opencode: OpenCode,
): Promise<CheckResult[]> {
  const { cwd: project, env, version, signal, timeoutMs = START_LIMIT_MS } = place;
  const options = { opencode, project, env, home: env["HOME"] ?? "", timeoutMs, signal };
  // Both checks share one guard that leaves the project unchanged and holds the lease of an open run.
  const [canary, agents] = await withoutTraces(options, () => {
    const asked = { ...options, keep: (<T>(work: () => Promise<T>) => work()) satisfies Keep };
    return ended(provePluginLoads(asked), checkAgents(asked));
  });
  return [loaded(canary, version, timeoutMs), ...agents];
}

/** Awaits both, so that no check still runs in the project when the other fails. */
async function ended<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}

function loaded(
  canary: Awaited<ReturnType<typeof provePluginLoads>>,
  version: string,
  timeoutMs: number,
): CheckResult {
  const id = "plugin.loaded";
  const seconds = `${canary.seconds.toFixed(1)} s`;
  if (canary.late)
    return {
      id,
      status: "unknown",
      what: say(
        "whether the plugin guards this project",
        "플러그인이 이 프로젝트에서 동작하는지 여부",
      ),
      why: canary.why,
      fix: withTime("plugin", timeoutMs),
    };
  if (!canary.loaded)
    return {
      id,
      status: "error",
      what: say(
        "the plugin does not guard this project",
        "플러그인이 이 프로젝트에서 동작하지 않습니다",
      ),
      why: canary.why,
      fix: command("oh-my-qwencoder install"),
    };
  const what = say(
    `version ${canary.version ?? "unknown"} refused a call it must refuse (${seconds})`,
    `버전 ${canary.version ?? "알 수 없음"}이 거부해야 할 호출을 거부했습니다 (${seconds})`,
  );
  return canary.version === version
    ? { id, status: "ok", what }
    : {
        id,
        status: "warning",
        what,
        why: say(`this command is ${version}`, `이 명령은 ${version}입니다`),
        fix: command("oh-my-qwencoder install"),
      };
}

async function checkAgents(options: Parameters<typeof debugConfig>[0]): Promise<CheckResult[]> {
  const id = "agents.rights";
  try {
    const config = await debugConfig(options);
    const missing = AGENTS.filter((name) => !hasRights(config, name));
    return [
      missing.length === 0
        ? {
            id,
            status: "ok",
            what: alike(AGENTS.join(", ")),
          }
        : {
            id,
            status: "error",
            what: alike(missing.join(", ")),
            why: say(
              "OpenCode does not give these agents the rights that the plugin sets",
              "OpenCode에 이 에이전트들이 플러그인이 정한 권한으로 등록되어 있지 않습니다",
            ),
            fix: command("oh-my-qwencoder install"),
          },
    ];
  } catch (error) {
    if (!(error instanceof AegisError) || options.signal?.aborted) throw error;
    if (error.code === "HOST_RUN_TIMEOUT")
      return [
        {
          id,
          status: "unknown",
          what: say(
            `OpenCode did not print its configuration within ${options.timeoutMs / 1000} s`,
            `OpenCode가 ${options.timeoutMs / 1000}초 안에 설정을 출력하지 못했습니다`,
          ),
          fix: withTime("plugin", options.timeoutMs),
        },
      ];
    return [{ id, status: "error", what: error.what, fix: person(error.next.en, error.next.ko) }];
  }
}

/** The plugin's rule denies everything that is not listed; no prompt file holds this rule. */
function hasRights(config: JsonObject, agent: string): boolean {
  const rights = at(config, ["agent", agent, "permission"]);
  return isJsonObject(rights) && rights["*"] === "deny";
}
