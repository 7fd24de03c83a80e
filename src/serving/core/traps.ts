import { type Sentence, say } from "../../kit/sentence.ts";
import type { PlanRequest, ServingPlan } from "./plan.ts";
import { type Nearest, nearestFit } from "./plan.ts";

/** A warning about a plan; `error`: vLLM would not start with this plan. */
export interface Trap {
  level: "warning" | "error";
  text: Sentence;
}

/** Settings that are known to fail or to waste memory with this model. */
export function traps(request: PlanRequest, plan: ServingPlan): Trap[] {
  return [...sharing(request), ...contexts(request, plan), ...fitting(request, plan)];
}

/** Traps of one copy over several GPUs. */
function sharing({ shape, hardware: { tensorParallel, gpus } }: PlanRequest): Trap[] {
  const found: Trap[] = [];
  const part = shape.feedForward.expertWidth / tensorParallel;
  if (
    shape.quantisation === "fp8" &&
    shape.feedForward.experts > 0 &&
    part % shape.quantisationBlock !== 0
  )
    found.push({
      level: "error",
      text: say(
        `FP8 weights cannot be split over ${tensorParallel} GPUs: a part of an expert has ${part} columns, and a scale covers ${shape.quantisationBlock}. Use --replicas instead.`,
        `FP8 가중치를 GPU ${tensorParallel}개로 나눌 수 없습니다. expert 한 조각은 ${part}열인데 스케일 하나가 ${shape.quantisationBlock}열을 담당합니다. 대신 --replicas를 사용하세요.`,
      ),
    });
  const heads = [shape.attention.heads, ...(shape.linear ? [shape.linear.valueHeads] : [])];
  if (heads.some((number) => number % tensorParallel !== 0))
    found.push({
      level: "error",
      text: say(
        `The model's ${heads.join(" and ")} heads cannot be divided evenly among ${tensorParallel} GPUs.`,
        `모델의 헤드 ${heads.join("·")}개를 GPU ${tensorParallel}개에 똑같이 나눌 수 없습니다.`,
      ),
    });
  if (tensorParallel > gpus)
    found.push({
      level: "error",
      text: say(
        `One copy of the model takes ${tensorParallel} GPUs; there are only ${gpus}.`,
        `모델 한 벌에 GPU ${tensorParallel}개가 필요하지만 ${gpus}개뿐입니다.`,
      ),
    });
  if (tensorParallel > shape.attention.kvHeads)
    found.push({
      level: "warning",
      text: say(
        `The model has ${shape.attention.kvHeads} KV heads: over ${tensorParallel} GPUs each session's cache is kept more than once. Replicas hold more sessions.`,
        `KV 헤드가 ${shape.attention.kvHeads}개여서 GPU ${tensorParallel}개로 나누면 세션 캐시가 중복 저장됩니다. 복제본을 늘리는 쪽이 세션을 더 많이 담습니다.`,
      ),
    });
  return found;
}

function contexts({ shape, context, kv }: PlanRequest, plan: ServingPlan): Trap[] {
  const found: Trap[] = [];
  if (plan.context > shape.nativeContext)
    found.push({
      level: "error",
      text: say(
        `The model was trained for ${shape.nativeContext} tokens; you ask for ${plan.context}.`,
        `모델은 ${shape.nativeContext} 토큰까지 학습되었지만 ${plan.context} 토큰을 요청했습니다.`,
      ),
    });
  if (plan.fits && context === undefined && plan.context < CONTEXT_WITHOUT_WORDS)
    found.push({
      level: "warning",
      text: say(
        `Only ${plan.context} tokens a session fit: agents will compact their history often.`,
        `세션당 ${plan.context} 토큰만 들어갑니다. 에이전트가 기록을 자주 압축하게 됩니다.`,
      ),
    });
  if (plan.kv === "fp8")
    found.push({
      level: "warning",
      text: say(
        `Keys and values in FP8${kv ? "" : ", since BF16 does not fit"}: twice the sessions, slower reading of long prompts, a little less exact.`,
        `키와 값을 FP8로 저장합니다${kv ? "" : "(BF16은 들어가지 않음)"}. 세션 수는 두 배가 되지만 긴 프롬프트 처리가 느려지고 정확도가 조금 떨어집니다.`,
      ),
    });
  return found;
}

const CONTEXT_WITHOUT_WORDS = 98_304;

function fitting(request: PlanRequest, plan: ServingPlan): Trap[] {
  if (plan.fits || plan.context > request.shape.nativeContext) return [];
  if (plan.pool[0] <= 0)
    return [
      {
        level: "error",
        text: say(
          "The weights do not fit this GPU's memory. Use the FP8 model, a larger GPU, or --tensor-parallel 2.",
          "가중치가 이 GPU 메모리에 들어가지 않습니다. FP8 모델, 메모리가 더 큰 GPU, --tensor-parallel 2 중 하나를 사용하세요.",
        ),
      },
    ];
  const { en, ko } = nearestText(nearestFit(request));
  return [
    {
      level: "warning",
      text: say(
        `${plan.planned} sessions of full length need ${percent(plan.load)} of the memory: some will wait, or lose their cache and be read again. ${en}.`,
        `최대 길이의 세션 ${plan.planned}개에는 메모리의 ${percent(plan.load)}가 필요합니다. 일부 세션은 대기하거나 캐시에서 밀려나 다시 계산됩니다. ${ko}.`,
      ),
    },
  ];
}

function nearestText(nearest: Nearest | undefined): Sentence {
  switch (nearest?.kind) {
    case "settings":
      return say(
        `What fits: --context ${nearest.context} --kv-dtype ${nearest.kv}`,
        `들어가는 설정: --context ${nearest.context} --kv-dtype ${nearest.kv}`,
      );
    case "workers":
      return say(
        `What fits: ${nearest.workers} Workers`,
        `들어가는 규모: Worker ${nearest.workers}개`,
      );
    case "gpus":
      return say(`What fits: ${nearest.gpus} GPUs`, `들어가는 규모: GPU ${nearest.gpus}개`);
    case undefined:
      return say("Nothing close to this fits", "비슷한 설정 중에는 들어가는 것이 없습니다");
  }
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.ceil(share * 100)} %` : "∞ %";
}
