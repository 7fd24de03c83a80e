import { z } from "zod";
import { alike, type Sentence, say } from "../../kit/sentence.ts";

/** Sizes that decide the memory of a model. */
export interface ModelShape {
  hidden: number;
  vocabulary: number;
  tiedEmbeddings: boolean;
  /** Longest context the model was trained for, in tokens. */
  nativeContext: number;
  attention: {
    layers: number;
    heads: number;
    kvHeads: number;
    headDim: number;
    /** Qwen3-Next: the query projection carries a gate and is twice as wide. */
    gated: boolean;
  };
  /** Layers with a state of fixed size instead of a growing cache (Gated DeltaNet). */
  linear?: LinearAttention;
  feedForward: FeedForward;
  /** Storage format of the weights, according to the model's files. */
  quantisation: "bf16" | "fp8" | "other";
  /** Rows and columns that share one scale, with FP8. */
  quantisationBlock: number;
}

/** Why a shape is unknown. */
export interface UnknownShape {
  unknown: Sentence;
}

export interface LinearAttention {
  layers: number;
  keyHeads: number;
  valueHeads: number;
  keyDim: number;
  valueDim: number;
  convKernel: number;
  /** Bytes of one number in the state: 2, or 4 if the model asks for float32. */
  stateBytes: 2 | 4;
}

export interface FeedForward {
  denseLayers: number;
  denseWidth: number;
  expertLayers: number;
  experts: number;
  expertWidth: number;
  /** Width of the expert that every token passes; 0: there is no such expert. */
  sharedWidth: number;
}

/** A stretched rope reaches further than the model's own positions. */
const RopeScaling = z
  .object({ factor: z.number().optional(), original_max_position_embeddings: z.int().optional() })
  .loose();

const Config = z.object({
  hidden_size: z.int().positive(),
  vocab_size: z.int().positive(),
  num_hidden_layers: z.int().positive(),
  num_attention_heads: z.int().positive(),
  num_key_value_heads: z.int().positive().optional(),
  head_dim: z.int().positive().optional(),
  intermediate_size: z.int().positive().optional(),
  max_position_embeddings: z.int().positive(),
  tie_word_embeddings: z.boolean().optional(),
  layer_types: z.array(z.string()).optional(),
  full_attention_interval: z.int().positive().optional(),
  attn_output_gate: z.boolean().optional(),
  linear_num_key_heads: z.int().positive().optional(),
  linear_num_value_heads: z.int().positive().optional(),
  linear_key_head_dim: z.int().positive().optional(),
  linear_value_head_dim: z.int().positive().optional(),
  linear_conv_kernel_dim: z.int().positive().optional(),
  num_experts: z.int().nonnegative().optional(),
  num_local_experts: z.int().nonnegative().optional(),
  moe_intermediate_size: z.int().positive().optional(),
  shared_expert_intermediate_size: z.int().nonnegative().optional(),
  decoder_sparse_step: z.int().positive().optional(),
  mlp_only_layers: z.array(z.int()).optional(),
  mamba_ssm_dtype: z.string().optional(),
  sliding_window: z.number().nullish(),
  use_sliding_window: z.boolean().optional(),
  rope_scaling: RopeScaling.nullish(),
  rope_parameters: RopeScaling.nullish(),
  model_type: z.string().optional(),
  quantization_config: z
    .object({
      quant_method: z.string().optional(),
      weight_block_size: z.array(z.int().positive()).optional(),
    })
    .loose()
    .optional(),
});
type Config = z.infer<typeof Config>;

/**
 * The shape in a Hugging Face `config.json`: dense, mixture of experts, or hybrid with linear attention; for a model
 * with pictures its text part.
 */
export function modelShape(config: unknown): ModelShape | UnknownShape {
  const read = Config.safeParse(textPart(config));
  if (!read.success) {
    const [issue] = read.error.issues;
    const at = issue?.path.join(".") || "config.json";
    return { unknown: alike(`${at}: ${issue?.message ?? "not readable"}`) };
  }
  const { data } = read;
  const strange = strangeness(data, textPart(config));
  if (strange) return { unknown: strange };
  const linear = linearLayers(data);
  if (linear === undefined)
    return {
      unknown: say(
        "it has layers with linear attention, and not all their sizes",
        "선형 어텐션 계층이 있는데 크기가 모두 적혀 있지 않습니다",
      ),
    };
  return {
    hidden: data.hidden_size,
    vocabulary: data.vocab_size,
    tiedEmbeddings: data.tie_word_embeddings ?? false,
    nativeContext: nativeContext(data),
    attention: {
      layers: data.num_hidden_layers - linear.layers,
      heads: data.num_attention_heads,
      kvHeads: data.num_key_value_heads ?? data.num_attention_heads,
      headDim: data.head_dim ?? Math.floor(data.hidden_size / data.num_attention_heads),
      gated: data.attn_output_gate ?? data.model_type?.startsWith("qwen3_next") ?? false,
    },
    ...(linear.layers > 0 ? { linear } : {}),
    feedForward: feedForward(data),
    ...quantisation(data),
  };
}

/** Kinds of layers with another cache layout: no figure is better than a wrong figure. */
function strangeness(config: Config, raw: unknown): Sentence | undefined {
  const names = Object.entries(raw as object).filter(([, value]) => value !== null);
  const odd = names.find(([name]) => STRANGE.test(name) && name !== "mamba_ssm_dtype")?.[0];
  if (odd !== undefined) return strangeMemory(say(`it has ${odd}`, `${odd}이(가) 있습니다`));
  const { layer_types: types, num_hidden_layers: layers } = config;
  const other = types?.find((type) => type !== "full_attention" && type !== "linear_attention");
  if (other !== undefined)
    return strangeMemory(say(`it has layers of ${other}`, `${other} 계층이 있습니다`));
  if (types && types.length !== layers)
    return say(
      `layer_types names ${types.length} layers, num_hidden_layers ${layers}`,
      `layer_types의 계층은 ${types.length}개, num_hidden_layers는 ${layers}입니다`,
    );
  if (typeof config.sliding_window === "number" && config.use_sliding_window !== false)
    return strangeMemory(
      say("its attention slides over a window", "어텐션이 슬라이딩 윈도를 씁니다"),
    );
  return undefined;
}

function strangeMemory({ en, ko }: Sentence): Sentence {
  return say(`its memory is not understood: ${en}`, `메모리 사용량을 계산할 수 없습니다: ${ko}`);
}

const STRANGE =
  /^(kv_lora_rank|n_routed_experts|hybrid_override_pattern|attn_layer_|mamba_|ssm_|cross_attention_|num_kv_shared_layers)/;

function nativeContext(config: Config): number {
  const own = config.max_position_embeddings;
  const { factor = 1, original_max_position_embeddings: original = own } =
    config.rope_scaling ?? config.rope_parameters ?? {};
  return Math.max(own, Math.floor(original * factor));
}

function textPart(config: unknown): unknown {
  const nested = z.object({ text_config: z.record(z.string(), z.unknown()) }).safeParse(config);
  if (!nested.success) return config;
  return { ...(config as object), ...nested.data.text_config };
}

function linearLayers(config: Config): LinearAttention | undefined {
  const { layer_types: types, full_attention_interval: interval } = config;
  const all = config.num_hidden_layers;
  const layers = types
    ? types.filter((type) => type === "linear_attention").length
    : interval === undefined
      ? 0
      : all - Math.floor(all / interval);
  const sizes = {
    keyHeads: config.linear_num_key_heads,
    valueHeads: config.linear_num_value_heads,
    keyDim: config.linear_key_head_dim,
    valueDim: config.linear_value_head_dim,
    convKernel: config.linear_conv_kernel_dim,
  };
  const { keyHeads = 0, valueHeads = 0, keyDim = 0, valueDim = 0, convKernel = 0 } = sizes;
  if (layers > 0 && Object.values(sizes).includes(undefined)) return undefined;
  const stateBytes = config.mamba_ssm_dtype === "float32" ? 4 : 2;
  return { layers, keyHeads, valueHeads, keyDim, valueDim, convKernel, stateBytes };
}

function feedForward(config: Config): FeedForward {
  const experts = config.num_experts ?? config.num_local_experts ?? 0;
  const all = config.num_hidden_layers;
  const step = config.decoder_sparse_step ?? 1;
  const dense = new Set(config.mlp_only_layers ?? []);
  const expertLayers =
    experts === 0
      ? 0
      : Array.from({ length: all }, (_, layer) => layer).filter(
          (layer) => !dense.has(layer) && (layer + 1) % step === 0,
        ).length;
  const width = config.intermediate_size ?? 0;
  return {
    denseLayers: all - expertLayers,
    denseWidth: width,
    expertLayers,
    experts,
    expertWidth: config.moe_intermediate_size ?? width,
    sharedWidth: config.shared_expert_intermediate_size ?? 0,
  };
}

function quantisation({ quantization_config: stored }: Config) {
  const method = stored?.quant_method;
  const kind = stored === undefined ? "bf16" : method === "fp8" ? "fp8" : "other";
  return {
    quantisation: kind,
    quantisationBlock: stored?.weight_block_size?.[0] ?? 128,
  } as const;
}
