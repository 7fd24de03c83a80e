import type { Language } from "../../src/kit/sentence.ts";
import { DEFAULT_MODEL, KNOWN_MODELS } from "../../src/serving/core/known-models.ts";
import {
  GIB,
  kvBytesPerToken,
  MIB,
  stateBytes,
  weightBytes,
} from "../../src/serving/core/memory.ts";
import type { ModelShape } from "../../src/serving/core/model-shape.ts";
import { planServing, type Span } from "../../src/serving/core/plan.ts";

const SHAPE = KNOWN_MODELS[DEFAULT_MODEL] as ModelShape;
const H200_GIB = 139.8;

const WORDS = {
  en: {
    head: ["", "BF16", "FP8"],
    weights: "weights",
    noFit: "does not fit one H200",
    token: "keys and values of a token (12 of 48 layers keep any)",
    block: "cache block",
    tokens: "tokens",
    session: "a session of 128K, its state included",
    state: "state of a request, one copy",
    left: "left for sessions at 92 % of the GPU",
    leftNote: "activations assumed 3–5 GiB, not measured",
    fit: (context: number) => `sessions of ${context}K at once`,
    withFp8: "with FP8 weights",
  },
  ko: {
    head: ["", "BF16", "FP8"],
    weights: "가중치",
    noFit: "H200 한 장에 들어가지 않음",
    token: "토큰당 키와 값(48개 층 중 12개만 가짐)",
    block: "캐시 블록",
    tokens: "토큰",
    session: "128K 세션 하나, 상태 포함",
    state: "요청 상태 한 벌",
    left: "GPU 92 % 사용 시 세션용 메모리",
    leftNote: "활성화 메모리는 3–5 GiB로 가정, 측정하지 않음",
    fit: (context: number) => `동시에 들어가는 ${context}K 세션`,
    withFp8: "FP8 가중치 기준",
  },
} as const;

/** Rows of the memory table: the name, then the figures for keys, values and weights in BF16 and in FP8. */
export function memoryRows(language: Language): { head: readonly string[]; rows: string[][] } {
  const words = WORDS[language];
  const plan = planServing({
    shape: SHAPE,
    weights: weightBytes(SHAPE, "fp8"),
    hardware: { gpuGib: H200_GIB, gpus: 1, tensorParallel: 1, utilisation: 0.92 },
    swarm: { workers: 8, scouts: 8, librarians: 8 },
  });
  const [bf16, fp8] = plan.capacities;
  const bytes = (kind: "bf16" | "fp8") => weightBytes(SHAPE, kind);
  const session = (perToken = 0) =>
    `${((131_072 * perToken + 2 * stateBytes(SHAPE)) / GIB).toFixed(1)} GiB`;
  const rows = [
    [
      words.weights,
      `${gb(bytes("bf16"))} GB (${gib(bytes("bf16"))} GiB): ${words.noFit}`,
      `${gb(bytes("fp8"))} GB (${gib(bytes("fp8"))} GiB)`,
    ],
    [
      words.token,
      `${kvBytesPerToken(SHAPE, "bf16") / 1_024} KiB`,
      `${kvBytesPerToken(SHAPE, "fp8") / 1_024} KiB`,
    ],
    [words.block, `${bf16?.blockTokens} ${words.tokens}`, `${fp8?.blockTokens} ${words.tokens}`],
    [words.state, `${(stateBytes(SHAPE) / MIB).toFixed(1)} MiB`, "–"],
    [words.session, session(bf16?.bytesPerToken), session(fp8?.bytesPerToken)],
    [words.left, `${plan.pool.map(gib).join("–")} GiB (${words.withFp8})`, words.leftNote],
    ...(bf16?.sessions ?? []).map(({ context, span }, index) => [
      words.fit(context / 1_024),
      spanText(span),
      spanText(fp8?.sessions[index]?.span ?? [0, 0]),
    ]),
  ];
  return { head: words.head, rows };
}

function spanText([least, most]: Span): string {
  const digits = most < 30 ? 1 : 0;
  return `${least.toFixed(digits)}–${most.toFixed(digits)}`;
}

function gb(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

function gib(bytes: number): string {
  return (bytes / GIB).toFixed(1);
}
