import type { LinearAttention, ModelShape } from "./model-shape.ts";

export const GIB = 2 ** 30;
export const MIB = 2 ** 20;

/** How the cache of keys and values is stored. vLLM's `auto` is BF16 for the models planned here. */
export type KvType = "bf16" | "fp8";

const BF16_BYTES = 2;
const KV_BYTES: Readonly<Record<KvType, number>> = { bf16: 2, fp8: 1 };
/** vLLM rounds the block size up to a multiple of this many tokens. */
const BLOCK_STEP = 16;
/** With prefix caching in mode `align` a running request holds two copies of its state. */
const STATE_COPIES = 2;

export interface Parameters {
  /** Parameters in matrices that FP8 quantises. */
  matrices: number;
  /** Embeddings, output head, routers and small projections, which stay BF16. */
  rest: number;
}

/**
 * Parameters of the model, counted matrix by matrix; 79.67e9 for Qwen3-Coder-Next (the card says
 * 80B). Leaves out the norms, some hundred thousand.
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

/** In: query and key, value and gate. Out: value. Small: two numbers per head, and the convolution. */
function linearParameters(linear: LinearAttention, hidden: number) {
  const keys = linear.keyHeads * linear.keyDim;
  const values = linear.valueHeads * linear.valueDim;
  const big = linear.layers * hidden * (2 * keys + 2 * values + values);
  const each = hidden * 2 * linear.valueHeads + convWidth(linear) * linear.convKernel;
  return { big, small: linear.layers * each };
}

/**
 * Bytes of the weights. FP8: one byte per number in a matrix and a four-byte scale per block of 128
 * × 128, two bytes per other number: 80.4e9 (74.9 GiB) for Qwen3-Coder-Next, whose files are 80 GB.
 * BF16: 159.3e9.
 */
export function weightBytes(shape: ModelShape, quantisation: "bf16" | "fp8"): number {
  const { matrices, rest } = parameters(shape);
  if (quantisation === "bf16") return (matrices + rest) * BF16_BYTES;
  const scales = (matrices / shape.quantisationBlock ** 2) * 4;
  return matrices + scales + rest * BF16_BYTES;
}

/**
 * Bytes of keys and values for one token: 2 × layers × KV heads × head size × bytes.
 * Qwen3-Coder-Next: 24 KiB in BF16, 12 KiB in FP8. Several GPUs divide the heads; with more GPUs
 * than heads, heads are repeated.
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

/** The unit in which vLLM allocates the memory for sessions. */
export interface CacheBlock {
  /** Tokens of one session in a block. */
  tokens: number;
  bytes: number;
  /** Groups of layers with full attention: each takes its own blocks. */
  attentionGroups: number;
  /** Blocks for the state of one running request. */
  stateBlocks: number;
}

/**
 * vLLM's block. In a hybrid the block is long enough for a layer's keys and values to hold a
 * layer's state: 544 tokens for Qwen3-Coder-Next in BF16, 1072 in FP8. Layers form groups as large
 * as the number of layers of the rarer kind; every group takes one block of a pool, and each state
 * group two per running request.
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

/** Full sessions of this length at once in a pool of `poolBytes`; equals vLLM's "maximum concurrency". */
export function sessionsIn(poolBytes: number, block: CacheBlock, context: number): number {
  if (poolBytes <= 0) return 0;
  return Math.floor(poolBytes / block.bytes) / blocksFor(block, context);
}
