import type { LinearAttention, ModelShape } from "./model-shape.ts";

export const GIB = 2 ** 30;
export const MIB = 2 ** 20;

/** How the cache of keys and values is stored. vLLM's `auto` is BF16 for the models planned here. */
export type KvType = "bf16" | "fp8";

const BF16_BYTES = 2;
const KV_BYTES: Readonly<Record<KvType, number>> = { bf16: 2, fp8: 1 };
/** vLLM rounds the cache's block up to whole pieces of so many tokens. */
const BLOCK_STEP = 16;
/** With prefix caching in mode `align` a running request holds its state twice. */
const STATE_COPIES = 2;

export interface Parameters {
  /** In matrices that FP8 quantises. */
  matrices: number;
  /** Embeddings, output head, routers and small projections, which stay BF16. */
  rest: number;
}

/**
 * Numbers in the model, counted matrix by matrix; of Qwen3-Coder-Next 79.67e9 (the card says 80B). Norms, some
 * hundred thousand, are left out.
 */
export function parameters(shape: ModelShape): Parameters {
  const { hidden, vocabulary, tiedEmbeddings, attention, linear, feedForward: ffn } = shape;
  const inner = attention.heads * attention.headDim;
  const kv = attention.kvHeads * attention.headDim;
  const attend = attention.layers * hidden * (inner * (attention.gated ? 2 : 1) + 2 * kv + inner);
  const dense = ffn.denseLayers * 3 * hidden * ffn.denseWidth;
  const perLayer = ffn.experts * ffn.expertWidth + ffn.sharedWidth;
  const experts = ffn.expertLayers * 3 * hidden * perLayer;
  const routers = ffn.expertLayers * hidden * ffn.experts;
  const embeddings = vocabulary * hidden * (tiedEmbeddings ? 1 : 2);
  const { big, small } = linear ? linearParameters(linear, hidden) : { big: 0, small: 0 };
  return { matrices: attend + dense + experts + big, rest: embeddings + routers + small };
}

/** In: query and key, value and gate. Out: value. Small: two numbers a head, and the convolution. */
function linearParameters(linear: LinearAttention, hidden: number) {
  const keys = linear.keyHeads * linear.keyDim;
  const values = linear.valueHeads * linear.valueDim;
  const big = linear.layers * hidden * (2 * keys + 2 * values + values);
  const each = hidden * 2 * linear.valueHeads + convWidth(linear) * linear.convKernel;
  return { big, small: linear.layers * each };
}

/**
 * Bytes of the weights. FP8: one byte for a number in a matrix and a four-byte scale for each block of
 * 128 × 128, two for the rest: 80.4e9 (74.9 GiB) for Qwen3-Coder-Next, whose files are 80 GB. BF16: 159.3e9.
 */
export function weightBytes(shape: ModelShape, quantisation: "bf16" | "fp8"): number {
  const { matrices, rest } = parameters(shape);
  if (quantisation === "bf16") return (matrices + rest) * BF16_BYTES;
  const scales = (matrices / shape.quantisationBlock ** 2) * 4;
  return matrices + scales + rest * BF16_BYTES;
}

/**
 * Bytes of keys and values for one token: 2 × layers × KV heads × head size × bytes. Qwen3-Coder-Next: 24 KiB
 * in BF16, 12 KiB in FP8. Over several GPUs heads are shared out, and with more GPUs than heads repeated.
 */
export function kvBytesPerToken(shape: ModelShape, kv: KvType, tensorParallel = 1): number {
  return shape.attention.layers * layerTokenBytes(shape, kv, tensorParallel);
}

function layerTokenBytes({ attention }: ModelShape, kv: KvType, tensorParallel: number): number {
  const heads = Math.max(1, Math.ceil(attention.kvHeads / tensorParallel));
  return 2 * heads * attention.headDim * KV_BYTES[kv];
}

/**
 * Bytes of one copy of a request's state in all linear layers, whatever its length: 37.7 MiB for
 * Qwen3-Coder-Next (36 layers × 1,097,728 bytes: convolution 8192 × 3, state 32 × 128 × 128, BF16).
 */
export function stateBytes({ linear }: ModelShape, tensorParallel = 1): number {
  return linear ? linear.layers * layerStateBytes(linear, tensorParallel) : 0;
}

function layerStateBytes(linear: LinearAttention, tensorParallel: number): number {
  const convolution = convWidth(linear) * (linear.convKernel - 1);
  const state = linear.valueHeads * linear.keyDim * linear.valueDim;
  return (convolution * BF16_BYTES + state * linear.stateBytes) / tensorParallel;
}

function convWidth({ keyHeads, keyDim, valueHeads, valueDim }: LinearAttention): number {
  return 2 * keyHeads * keyDim + valueHeads * valueDim;
}

/** The unit in which vLLM hands out the memory for sessions. */
export interface CacheBlock {
  /** Of one session, held by a block. */
  tokens: number;
  bytes: number;
  /** For each so many tokens: layers with full attention are in so many groups. */
  attentionGroups: number;
  /** Of each running request, for its state. */
  stateBlocks: number;
}

/**
 * vLLM's block. Of a hybrid it is made so long that a layer's keys and values of it hold a layer's state: 544
 * tokens for Qwen3-Coder-Next in BF16, 1072 in FP8. Layers are grouped by as many as the rarer kind has; every
 * group takes one block of a pool, and each state group two for a running request.
 */
export function cacheBlock(shape: ModelShape, kv: KvType, tensorParallel = 1): CacheBlock {
  const perToken = layerTokenBytes(shape, kv, tensorParallel);
  const { layers } = shape.attention;
  if (!shape.linear)
    return {
      tokens: BLOCK_STEP,
      bytes: BLOCK_STEP * perToken * layers,
      attentionGroups: 1,
      stateBlocks: 0,
    };
  const state = layerStateBytes(shape.linear, tensorParallel);
  const tokens = BLOCK_STEP * Math.ceil(state / (BLOCK_STEP * perToken));
  const inGroup = Math.max(1, Math.min(layers, shape.linear.layers));
  const stateBlocks = STATE_COPIES * Math.ceil(shape.linear.layers / inGroup);
  const attentionGroups = Math.ceil(layers / inGroup);
  return { tokens, bytes: tokens * perToken * inGroup, attentionGroups, stateBlocks };
}

/** Blocks that a session of `context` tokens holds. */
export function blocksFor(block: CacheBlock, context: number): number {
  return Math.ceil(context / block.tokens) * block.attentionGroups + block.stateBlocks;
}

/** Full sessions of this length at once, in a pool of so many bytes; as vLLM's "maximum concurrency". */
export function sessionsIn(poolBytes: number, block: CacheBlock, context: number): number {
  if (poolBytes <= 0) return 0;
  return Math.floor(poolBytes / block.bytes) / blocksFor(block, context);
}
