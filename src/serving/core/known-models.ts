import type { ModelShape } from "./model-shape.ts";

/**
 * Qwen3-Coder-Next, so that a plan needs no download: 48 layers, every fourth with full attention,
 * 512 experts. Sizes from the model card and the defaults of its configuration class.
 */
const QWEN3_CODER_NEXT = {
  hidden: 2048,
  vocabulary: 151_936,
  tiedEmbeddings: false,
  nativeContext: 262_144,
  attention: { layers: 12, heads: 16, kvHeads: 2, headDim: 256, gated: true },
  linear: {
    layers: 36,
    keyHeads: 16,
    valueHeads: 32,
    keyDim: 128,
    valueDim: 128,
    convKernel: 4,
    stateBytes: 2,
  },
  feedForward: {
    denseLayers: 0,
    denseWidth: 0,
    expertLayers: 48,
    experts: 512,
    expertWidth: 512,
    sharedWidth: 512,
  },
  quantisationBlock: 128,
} as const;

export const DEFAULT_MODEL = "Qwen/Qwen3-Coder-Next-FP8";

/** Shapes by the name on the hub. */
export const KNOWN_MODELS: Readonly<Record<string, ModelShape>> = {
  [DEFAULT_MODEL]: { ...QWEN3_CODER_NEXT, quantisation: "fp8" },
  "Qwen/Qwen3-Coder-Next": { ...QWEN3_CODER_NEXT, quantisation: "bf16" },
};
