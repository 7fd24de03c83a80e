import { say } from "../../kit/sentence.ts";
import { PROBE_KINDS } from "./layer-probe.ts";
import { layerCheck, type ProbeRun, unseen } from "./layer-verdict.ts";
import type { LayerCheck } from "./report-document.ts";

export const WORKER = "worker shell";
export const COMMANDER = "commander shell";
export const WITH_NETWORK = "commander shell with the network";

/** The probe in a shell that the rules give the network. It is not held, and the sink must see all that it does. */
export function openShellCheck({ seen, printed }: ProbeRun, free: LayerCheck): LayerCheck {
  const layer = WITH_NETWORK;
  const missing = PROBE_KINDS.filter((kind) => !seen.includes(kind));
  if (free.status !== "ok") return layerCheck(layer, { printed, seen: [] }, { free });
  if (missing.length > 0)
    return unseen(
      layer,
      say(
        `the sink did not see the ${missing.join(", ")} of its probe, so the other shells have no control`,
        `싱크가 시험 프로그램의 ${missing.join(", ")}을(를) 보지 못해 다른 셸의 대조 시험이 없습니다`,
      ),
    );
  return {
    layer,
    status: "open",
    what: say(
      "by rule it has the network in FOUNDATION and while no run is open, if OpenCode listens on no port; its probe got out",
      "규칙상 FOUNDATION에서와 실행 중인 작업이 없을 때, OpenCode가 포트를 열지 않았다면 네트워크를 쓸 수 있습니다. 시험 프로그램이 빠져나갔습니다",
    ),
  };
}

/** The probe in a shell without the network: nothing may get out. `control`: the same shell with the network. */
export function shellCheck(layer: string, run: ProbeRun, control: LayerCheck): LayerCheck {
  const free: LayerCheck = { ...control, status: control.status === "open" ? "ok" : "unseen" };
  const check = layerCheck(layer, run, { free });
  return check.status === "unseen" && control.status !== "open"
    ? unseen(
        layer,
        say(
          "its control failed: the same shell with the network did not reach the sink",
          "대조 시험 실패: 네트워크를 쓰는 같은 셸이 싱크에 닿지 못했습니다",
        ),
      )
    : check;
}
