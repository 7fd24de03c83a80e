import { say } from "../../kit/sentence.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { koreanStatus } from "../core/text/worker-states.ts";
import { requireWorker } from "./require-worker.ts";
import type { Swarm } from "./swarm.ts";

/** Sends the Commander's message to a running Worker, which reads it at its next step; resolves with its name. */
export async function sendToWorker(
  { run, host }: Swarm,
  name: string,
  message: string,
): Promise<{ sentTo: string } | { denial: Denial }> {
  const target = requireWorker(run.state, name);
  if ("denial" in target) return target;
  const { now, home, spec } = target.worker;
  if (now.status !== "running" || home?.sessionID === undefined)
    return {
      denial: deny(
        "WORKER_NOT_RUNNING",
        say(
          `${name} is ${now.status}.`,
          `${name}은(는) ‘${koreanStatus(target.worker)}’ 상태입니다.`,
        ),
        "Use worker_retry for a Worker that has ended.",
      ),
    };
  // The message would start a turn that the server fails again and that the supervisor does not watch.
  if (now.paused)
    return {
      denial: deny(
        "WORKER_NOT_RUNNING",
        say(
          `${name} waits for the model server (${now.paused.why}) and goes on by itself.`,
          `${name}은(는) 모델 서버를 기다리고 있으며(${now.paused.ko ?? now.paused.why}) 스스로 이어 갑니다.`,
        ),
        "Call worker_wait; send the message when the Worker runs again.",
      ),
    };
  await host.prompt({
    sessionID: home.sessionID,
    agent: "worker",
    text: `From the Commander: ${message}`,
    synthetic: false,
  });
  return { sentTo: spec.name };
}
