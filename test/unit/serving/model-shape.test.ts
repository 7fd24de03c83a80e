import { describe, expect, test } from "vitest";
import { DEFAULT_MODEL, KNOWN_MODELS } from "../../../src/serving/core/known-models.ts";
import {
  cacheBlock,
  GIB,
  kvBytesPerToken,
  MIB,
  parameters,
  sessionsIn,
  stateBytes,
} from "../../../src/serving/core/memory.ts";
import { type ModelShape, modelShape } from "../../../src/serving/core/model-shape.ts";
import CODER_CONFIG from "../../fixtures/vllm/qwen3-coder-next.config.json" with { type: "json" };

const CODER = KNOWN_MODELS[DEFAULT_MODEL] as ModelShape;

describe("other models", () => {
  test("Qwen3-8B, dense: 8.19e9 parameters, 144 KiB a token, blocks of 16 and no state", () => {
    const shape = modelShape({
      model_type: "qwen3",
      hidden_size: 4096,
      vocab_size: 151_936,
      num_hidden_layers: 36,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      head_dim: 128,
      intermediate_size: 12_288,
      max_position_embeddings: 40_960,
      tie_word_embeddings: false,
    }) as ModelShape;
    const { matrices, rest } = parameters(shape);
    expect((matrices + rest) / 1e9).toBeCloseTo(8.19, 2);
    expect(kvBytesPerToken(shape, "bf16")).toBe(144 * 1024);
    expect(cacheBlock(shape, "bf16")).toEqual({
      tokens: 16,
      bytes: 16 * 144 * 1024,
      attentionGroups: 1,
      stateBlocks: 0,
    });
    expect(stateBytes(shape)).toBe(0);
  });

  test("Qwen3-30B-A3B, experts: 30.5e9 parameters, 96 KiB a token", () => {
    const shape = modelShape({
      model_type: "qwen3_moe",
      hidden_size: 2048,
      vocab_size: 151_936,
      num_hidden_layers: 48,
      num_attention_heads: 32,
      num_key_value_heads: 4,
      head_dim: 128,
      intermediate_size: 6144,
      max_position_embeddings: 262_144,
      num_experts: 128,
      moe_intermediate_size: 768,
      decoder_sparse_step: 1,
      mlp_only_layers: [],
    }) as ModelShape;
    const { matrices, rest } = parameters(shape);
    expect((matrices + rest) / 1e9).toBeCloseTo(30.5, 1);
    expect(kvBytesPerToken(shape, "bf16")).toBe(96 * 1024);
  });

  test("a state in float32 makes blocks longer: 784 tokens and 146.8 MiB with 48 heads of 128", () => {
    const shape = modelShape({
      ...CODER_CONFIG,
      num_key_value_heads: 4,
      num_attention_heads: 24,
      num_hidden_layers: 64,
      linear_num_value_heads: 48,
      mamba_ssm_dtype: "float32",
    }) as ModelShape;
    expect(cacheBlock(shape, "bf16").tokens).toBe(784);
    expect(stateBytes(shape) / MIB).toBeCloseTo(146.8, 1);
  });

  test("more layers with full attention than without take a block for each group of them", () => {
    const shape: ModelShape = {
      ...CODER,
      attention: { ...CODER.attention, layers: 16 },
      linear: { ...(CODER.linear as NonNullable<ModelShape["linear"]>), layers: 8 },
    };
    const bytes = 120 * GIB;
    const most = bytes / (kvBytesPerToken(shape, "bf16") * 131_072);
    const fit = sessionsIn(bytes, cacheBlock(shape, "bf16"), 131_072);
    expect(fit).toBeLessThanOrEqual(most);
    expect(fit).toBeGreaterThan(0.9 * most);
  });

  test("a stretched rope reaches further than the model's own positions", () => {
    const rope_scaling = { rope_type: "yarn", factor: 4, original_max_position_embeddings: 32_768 };
    const shape = modelShape({ ...CODER_CONFIG, max_position_embeddings: 40_960, rope_scaling });
    expect(shape).toMatchObject({ nativeContext: 131_072 });
  });

  test("the text part of a model with pictures counts", () => {
    const { quantization_config, ...text } = CODER_CONFIG;
    expect(modelShape({ quantization_config, text_config: text })).toEqual(
      modelShape(CODER_CONFIG),
    );
  });

  test.each([
    [{}, "hidden_size"],
    ["text", "config.json"],
    [{ ...CODER_CONFIG, hidden_size: "2048" }, "hidden_size"],
    [{ ...CODER_CONFIG, linear_conv_kernel_dim: undefined }, "linear attention"],
    [{ ...CODER_CONFIG, kv_lora_rank: 512 }, "kv_lora_rank"],
    [{ ...CODER_CONFIG, n_routed_experts: 256 }, "n_routed_experts"],
    [{ ...CODER_CONFIG, hybrid_override_pattern: "M-M*" }, "hybrid_override_pattern"],
    [{ ...CODER_CONFIG, layer_types: ["full_attention"] }, "layer_types names 1 layers"],
    [{ ...CODER_CONFIG, layer_types: Array(48).fill("sliding_attention") }, "sliding_attention"],
    [{ ...CODER_CONFIG, sliding_window: 4096 }, "slides over a window"],
  ])("what cannot be told is named: %#", (config, named) => {
    expect(modelShape(config)).toMatchObject({ unknown: { en: expect.stringContaining(named) } });
  });
});
