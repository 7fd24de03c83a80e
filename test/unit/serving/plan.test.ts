import { describe, expect, test } from "vitest";
import { DEFAULT_MODEL, KNOWN_MODELS } from "../../../src/serving/core/known-models.ts";
import { GIB, weightBytes } from "../../../src/serving/core/memory.ts";
import type { ModelShape } from "../../../src/serving/core/model-shape.ts";
import { nearestFit, type PlanRequest, planServing } from "../../../src/serving/core/plan.ts";
import { traps } from "../../../src/serving/core/traps.ts";

const CODER = KNOWN_MODELS[DEFAULT_MODEL] as ModelShape;
const BF16 = KNOWN_MODELS["Qwen/Qwen3-Coder-Next"] as ModelShape;
const H200 = { gpuGib: 139.8, gpus: 1, tensorParallel: 1, utilisation: 0.92 };

function request(more: Partial<PlanRequest> = {}): PlanRequest {
  const shape = more.shape ?? CODER;
  return {
    shape,
    weights: weightBytes(shape, shape.quantisation === "fp8" ? "fp8" : "bf16"),
    hardware: H200,
    swarm: { workers: 8, scouts: 8, librarians: 8 },
    ...more,
  };
}

const textOf = (one: PlanRequest) =>
  traps(one, planServing(one)).map(({ level, text }) => `${level} ${text.en}`);

test("one H200 and the usual swarm: 48.8 to 50.8 GiB, 128K in BF16, 32 sequences, no warning", () => {
  const plan = planServing(request());
  expect(plan.pool.map((bytes) => (bytes / GIB).toFixed(1))).toEqual(["48.8", "50.8"]);
  expect(plan).toMatchObject({ context: 131_072, kv: "bf16", maxNumSeqs: 32, planned: 25 });
  expect(plan).toMatchObject({ fits: true, replicas: 1 });
  const [span] = plan.capacities[0]?.sessions.filter(({ context }) => context === 131_072) ?? [];
  expect(span?.span.map((sessions) => sessions.toFixed(1))).toEqual(["15.9", "16.5"]);
  expect(textOf(request())).toEqual([]);
});

describe("what does not fit at once", () => {
  test("17 at 128K fill more than there is: FP8 keys and values hold them, and it is said", () => {
    const seventeen = request({ swarm: { workers: 16, scouts: 0, librarians: 0 } });
    expect(planServing(seventeen)).toMatchObject({ context: 131_072, kv: "fp8", fits: true });
    expect(textOf(seventeen)[0]).toContain("since BF16 does not fit");
  });

  test("more Workers still: a shorter context", () => {
    const forty = request({ swarm: { workers: 40, scouts: 0, librarians: 0 } });
    expect(planServing(forty)).toMatchObject({ context: 65_536, kv: "fp8", fits: true });
    expect(textOf(forty).join()).toContain("Only 65536 tokens");
  });

  test("what was asked for is kept, and the nearest that fits is named", () => {
    const asked = request({
      swarm: { workers: 16, scouts: 0, librarians: 0 },
      context: 131_072,
      kv: "bf16",
    });
    expect(planServing(asked)).toMatchObject({ context: 131_072, kv: "bf16", fits: false });
    expect(textOf(asked)[0]).toMatch(/^warning 17 sessions .* --context 131072 --kv-dtype fp8/);
    expect(nearestFit({ ...asked, context: 262_144 })).toEqual({
      kind: "settings",
      context: 131_072,
      kv: "fp8",
    });
  });

  test("100 agents need more GPUs, and how many is told", () => {
    const many = request({ swarm: { workers: 100, scouts: 100, librarians: 100 } });
    const fewer = nearestFit(many);
    expect(fewer?.kind).toBe("workers");
    const four = { ...H200, gpus: 4 };
    expect(planServing({ ...many, hardware: four })).toMatchObject({ fits: true, replicas: 4 });
    expect(planServing({ ...many, hardware: four }).maxNumSeqs).toBe(80);
  });

  test("BF16 weights do not fit one H200; over two GPUs they do", () => {
    expect(planServing(request({ shape: BF16 })).fits).toBe(false);
    expect(textOf(request({ shape: BF16 }))[0]).toContain("The weights do not fit");
    const two = { ...H200, gpus: 2, tensorParallel: 2 };
    expect(planServing(request({ shape: BF16, hardware: two })).fits).toBe(true);
  });
});

describe("traps", () => {
  const split = (tensorParallel: number) =>
    textOf(request({ hardware: { ...H200, gpus: 8, tensorParallel } }));

  test("FP8 over 8 GPUs fails, over 4 it wastes, over 2 it is fine", () => {
    expect(split(8)[0]).toMatch(/^error FP8 weights cannot be split over 8 GPUs.*64 columns/);
    expect(split(4)).toEqual([expect.stringMatching(/^warning The model has 2 KV heads/)]);
    expect(split(2)).toEqual([]);
  });

  test("heads that cannot be shared out evenly", () => {
    expect(split(3).join()).toMatch(/error The model's 16 and 32 heads cannot be divided/);
  });

  test("a model with a short context of its own gets that, and no error", () => {
    const short = request({ shape: { ...CODER, nativeContext: 8_192 } });
    expect(planServing(short)).toMatchObject({ context: 8_192, fits: true });
    expect(textOf(short).filter((text) => text.startsWith("error"))).toEqual([]);
  });

  test("a context past the model's own, and more GPUs for a copy than there are", () => {
    expect(textOf(request({ context: 300_000 }))[0]).toMatch(
      /^error The model was trained for 262144/,
    );
    expect(textOf(request({ hardware: { ...H200, tensorParallel: 2 } }))[0]).toMatch(
      /^error One copy of the model takes 2 GPUs/,
    );
  });
});
