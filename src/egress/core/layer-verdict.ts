import { type Sentence, say } from "../../kit/sentence.ts";
import { PROBE_ANSWERED, PROBE_END, PROBE_KINDS } from "./layer-probe.ts";
import type { LayerCheck } from "./report-document.ts";

/** What a probe in a layer did, and what the sink saw of it. */
export interface ProbeRun {
  readonly printed: string;
  /** Protocols of the attempts that the sink saw. */
  readonly seen: readonly string[];
}

/** The probe outside every layer: the sink must see all that it does. */
export function freeCheck({ printed, seen }: ProbeRun): LayerCheck {
  const missing = PROBE_KINDS.filter((kind) => !seen.includes(kind));
  const layer = "sink";
  if (!printed.includes(PROBE_END)) return unseen(layer, notEnded(printed));
  return missing.length === 0
    ? {
        layer,
        status: "ok",
        what: say(
          "it saw the look-up, the connection and the datagram of a probe",
          "시험 프로그램의 이름 조회, 연결, 데이터그램을 모두 보았습니다",
        ),
      }
    : unseen(
        layer,
        say(
          `it did not see the ${missing.join(", ")} of a probe`,
          `시험 프로그램의 ${missing.join(", ")}을(를) 보지 못했습니다`,
        ),
      );
}

/** The probe inside a layer: the sink must see nothing. `free` is its control; `model`: it must reach the model server. */
export function layerCheck(
  layer: string,
  run: ProbeRun,
  { free, model = false }: { free: LayerCheck; model?: boolean },
): LayerCheck {
  const { printed, seen } = run;
  if (seen.length > 0)
    return {
      layer,
      status: "failed",
      what: say(
        `a probe in it got out: ${seen.join(", ")}`,
        `시험 프로그램이 빠져나갔습니다: ${seen.join(", ")}`,
      ),
    };
  if (free.status !== "ok")
    return unseen(layer, say("the control of the sink failed", "싱크의 대조 시험이 실패했습니다"));
  if (!printed.includes(PROBE_END)) return unseen(layer, notEnded(printed));
  if (model && !printed.includes(PROBE_ANSWERED))
    return unseen(
      layer,
      say(
        "its control failed: the probe did not reach the model server's stand-in",
        "대조 시험 실패: 시험 프로그램이 모델 서버의 대역에 닿지 못했습니다",
      ),
    );
  return {
    layer,
    status: "ok",
    what: model
      ? say(
          "no look-up, connection or datagram of a probe got out; the model server's stand-in answered it",
          "이름 조회, 연결, 데이터그램이 나가지 못했고, 모델 서버의 대역은 응답했습니다",
        )
      : say(
          "no look-up, connection or datagram of a probe got out",
          "시험 프로그램의 이름 조회, 연결, 데이터그램이 나가지 못했습니다",
        ),
  };
}

export function unseen(layer: string, what: Sentence): LayerCheck {
  return { layer, status: "unseen", what };
}

/** OpenCode without plugins must not ask a model; with them it did. */
export function noPluginCheck(run: {
  /** Requests to the model, and attempts that the sink saw. */
  without: number;
  attempts: number;
  /** Requests of the session with the plugin. */
  with: number;
  plugin: string | undefined;
}): LayerCheck {
  const layer = "plugin";
  if (run.without > 0 || run.attempts > 0)
    return {
      layer,
      status: "failed",
      what: say(
        `without it OpenCode made ${run.without} requests to the model and ${run.attempts} attempts to go elsewhere`,
        `플러그인 없이도 OpenCode가 모델에 ${run.without}번 요청하고 다른 곳에 ${run.attempts}번 연결하려 했습니다`,
      ),
    };
  if (run.with === 0 || run.plugin === undefined)
    return unseen(
      layer,
      say(
        "its control failed: the session with the plugin did not ask the model through it",
        "대조 시험 실패: 플러그인을 사용하는 세션이 모델에 요청하지 않았습니다",
      ),
    );
  return {
    layer,
    status: "ok",
    what: say(
      `version ${run.plugin} is in force, and without it OpenCode asks no model`,
      `버전 ${run.plugin}이 적용되며, 플러그인이 없으면 OpenCode는 모델에 요청하지 않습니다`,
    ),
  };
}

/** The settings that OpenCode reads; an empty configuration, the control, must not pass. */
export function settingsCheck(open: readonly string[], control: readonly string[]): LayerCheck {
  const layer = "settings";
  if (open.length > 0)
    return {
      layer,
      status: "failed",
      what: say("switches are on or addresses are named", "켜진 스위치나 적힌 주소가 있습니다"),
      details: open.join("; "),
    };
  if (control.length === 0)
    return unseen(layer, say("an empty configuration passed", "빈 설정이 통과했습니다"));
  return {
    layer,
    status: "ok",
    what: say(
      "every switch is off; an empty configuration does not pass",
      "모든 스위치가 꺼져 있습니다. 빈 설정은 통과하지 못합니다",
    ),
  };
}

function notEnded(printed: string): Sentence {
  const last = printed.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
  return say(
    `the probe did not run to its end: ${last}`,
    `시험 프로그램이 끝까지 실행되지 않았습니다: ${last}`,
  );
}
