import { say } from "../../kit/sentence.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import type { Swarm } from "./swarm.ts";

/**
 * Queues Workers of the approved plan: those named in `only`, or all that were never dispatched. If the
 * model server does not answer, refuses before any worktree is made.
 */
export async function dispatchWorkers(
  { run, model }: Swarm,
  only: readonly string[] = [],
): Promise<Denial | undefined> {
  const planned = run.state.workers.filter(({ now }) => now.status === "planned");
  const names = only.length > 0 ? [...only] : planned.map(({ spec }) => spec.name);
  const refused = run.refusal({ type: "WORKERS_DISPATCHED" });
  if (refused) return refused;
  const server = await model.probe();
  if (!server.up)
    return deny(
      "MODEL_SERVER_DOWN",
      say(
        `The model server ${server.url} does not answer (${server.why.en}). No worktree was made.`,
        `모델 서버 ${server.url}이(가) 응답하지 않습니다(${server.why.ko}). worktree는 만들지 않았습니다.`,
      ),
      "Tell the user to start it (oh-my-qwencoder start-vllm), then call dispatch_workers again.",
      say(
        "Start it (oh-my-qwencoder start-vllm), then write “go on”.",
        "서버를 시작한 뒤(oh-my-qwencoder start-vllm) “계속해 줘”라고 쓰세요.",
      ),
    );
  return run.submit({ type: "WORKERS_DISPATCHED", names });
}
