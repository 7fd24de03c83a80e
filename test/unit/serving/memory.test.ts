import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_MODEL, KNOWN_MODELS } from "../../../src/serving/core/known-models.ts";
import {
  blocksFor,
  cacheBlock,
  GIB,
  kvBytesPerToken,
  MIB,
  parameters,
  sessionsIn,
  stateBytes,
  weightBytes,
} from "../../../src/serving/core/memory.ts";
import { type ModelShape, modelShape } from "../../../src/serving/core/model-shape.ts";
import CODER_CONFIG from "../../fixtures/vllm/qwen3-coder-next.config.json" with { type: "json" };

const CODER = KNOWN_MODELS[DEFAULT_MODEL] as ModelShape;
describe("Qwen3-Coder-Next, against published logs and figures", () => {
  test("its config.json gives the shape that is shipped", () => {
    expect(modelShape(CODER_CONFIG)).toEqual({
      ...CODER,
      feedForward: { ...CODER.feedForward, denseWidth: 5120 },
    });
  });

  test("parameters: 79.67e9 in all, as the card's 80B", () => {
    const { matrices, rest } = parameters(CODER);
    expect((matrices + rest) / 1e9).toBeCloseTo(79.67, 2);
  });

  test("weights: FP8 80.4e9 bytes = 74.9 GiB, BF16 159.3e9", () => {
    expect(weightBytes(CODER, "fp8") / 1e9).toBeCloseTo(80.4, 1);
    expect(weightBytes(CODER, "fp8") / GIB).toBeCloseTo(74.9, 1);
    expect(weightBytes(CODER, "bf16") / 1e9).toBeCloseTo(159.3, 1);
  });

  test("a token: 24 KiB in BF16, 12 KiB in FP8; a state: 37.7 MiB", () => {
    expect(kvBytesPerToken(CODER, "bf16")).toBe(24_576);
    expect(kvBytesPerToken(CODER, "fp8")).toBe(12_288);
    expect(stateBytes(CODER) / 36).toBe(1_097_728);
    expect(stateBytes(CODER) / MIB).toBeCloseTo(37.7, 1);
  });

  test("the block that vLLM prints: 544 tokens (12.75 MiB) in BF16, 1072 (12.56 MiB) in FP8", () => {
    expect(cacheBlock(CODER, "bf16")).toEqual({
      tokens: 544,
      bytes: 12.75 * MIB,
      attentionGroups: 1,
      stateBlocks: 6,
    });
    const fp8 = cacheBlock(CODER, "fp8");
    expect([fp8.tokens, (fp8.bytes / MIB).toFixed(2)]).toEqual([1072, "12.56"]);
  });

  test.each([
    ["bf16", 32_768, 58, 61],
    ["bf16", 65_536, 31, 32],
    ["bf16", 131_072, 15.9, 16.5],
    ["bf16", 262_144, 8.0, 8.4],
    ["fp8", 32_768, 107, 112],
    ["fp8", 65_536, 58, 61],
    ["fp8", 131_072, 31, 32],
    ["fp8", 262_144, 15.8, 16.5],
  ] as const)(
    "%s at %d tokens: %f to %f sessions in 48.8 to 50.8 GiB",
    (kv, context, low, high) => {
      const block = cacheBlock(CODER, kv);
      const [least, most] = [48.8, 50.8].map((gib) => sessionsIn(gib * GIB, block, context));
      const digits = low < 30 ? 1 : 0;
      const tolerance = low < 30 ? 0.1 : 1;
      expect(Math.abs(Number(least?.toFixed(digits)) - low)).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(Number(most?.toFixed(digits)) - high)).toBeLessThanOrEqual(tolerance);
    },
  );
});

describe("for any model", () => {
  const size = (max: number) => fc.integer({ min: 1, max });
  const anyShape = fc
    .record({
      layers: size(64),
      linear: fc.nat(64),
      kvHeads: size(32),
      headDim: fc.constantFrom(64, 128, 256),
      heads: size(64),
      dim: fc.constantFrom(64, 128, 256),
    })
    .map(
      ({ layers, linear, kvHeads, headDim, heads, dim }): ModelShape => ({
        ...CODER,
        attention: { layers, heads: kvHeads, kvHeads, headDim, gated: false },
        linear: {
          layers: linear,
          keyHeads: heads,
          valueHeads: heads,
          keyDim: dim,
          valueDim: dim,
          convKernel: 4,
          stateBytes: 2,
        },
      }),
    );
  const pool = fc.double({ min: 0, max: 300, noNaN: true }).map((gib) => gib * GIB);

  test("a longer context never fits more sessions", () => {
    fc.assert(
      fc.property(anyShape, pool, size(300_000), size(300_000), (shape, bytes, a, b) => {
        const block = cacheBlock(shape, "bf16");
        const [short, long] = [Math.min(a, b), Math.max(a, b)];
        return sessionsIn(bytes, block, long) <= sessionsIn(bytes, block, short);
      }),
      { numRuns: 2_000 },
    );
  });

  test("FP8 keys and values never fit fewer", () => {
    fc.assert(
      fc.property(anyShape, pool, size(300_000), (shape, bytes, context) => {
        const [bf16, fp8] = (["bf16", "fp8"] as const).map((kv) =>
          sessionsIn(bytes, cacheBlock(shape, kv), context),
        );
        return (fp8 ?? 0) >= (bf16 ?? 0);
      }),
      { numRuns: 2_000 },
    );
  });

  test("the sessions that fit take no more than the pool", () => {
    fc.assert(
      fc.property(anyShape, pool, size(300_000), (shape, bytes, context) => {
        const block = cacheBlock(shape, "bf16");
        const whole = Math.floor(sessionsIn(bytes, block, context));
        return whole * blocksFor(block, context) * block.bytes <= bytes;
      }),
      { numRuns: 2_000 },
    );
  });
});
