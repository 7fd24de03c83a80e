import {
  blocksFor,
  cacheBlock,
  GIB,
  type KvType,
  kvBytesPerToken,
  sessionsIn,
  stateBytes,
} from "./memory.ts";
import type { ModelShape } from "./model-shape.ts";

/** Memory for activations, CUDA graphs and the process on one GPU, in GiB; not measured on an H200, so a range. */
const OVERHEAD_GIB = { least: 3, most: 5 } as const;
/** A Scout or Librarian reads for one question and ends. */
const READER_CONTEXT = 32_768;
/** Contexts that are shown and recommended, in tokens. */
export const CONTEXTS = [32_768, 65_536, 131_072, 262_144] as const;
const USUAL_CONTEXT = 131_072;

export interface Hardware {
  /** Memory of one GPU in GiB, as the driver shows it to a program. */
  gpuGib: number;
  gpus: number;
  /** GPUs that hold one copy of the model together. */
  tensorParallel: number;
  /** Share of a GPU's memory that vLLM may take, 0 to 1. */
  utilisation: number;
}

/** The swarm that has to fit: one Commander, and these at once. */
export interface Swarm {
  workers: number;
  scouts: number;
  librarians: number;
}

export interface PlanRequest {
  shape: ModelShape;
  /** Bytes of the weights as they are loaded. */
  weights: number;
  hardware: Hardware;
  swarm: Swarm;
  /** Requested context, otherwise the longest usual context that fits. */
  context?: number;
  /** Requested type, otherwise BF16 if it fits. */
  kv?: KvType;
  /** Requested number of simultaneous requests per replica, otherwise one per session of the swarm. */
  maxNumSeqs?: number;
}

/** From the larger overhead to the smaller. */
export type Span = readonly [number, number];

/** Sessions that fit one copy of the model, by length. */
export interface Capacity {
  kv: KvType;
  bytesPerToken: number;
  blockTokens: number;
  sessions: readonly { context: number; span: Span }[];
}

export interface ServingPlan {
  weights: number;
  stateBytes: number;
  /** Memory of one copy for sessions. Negative: even the weights do not fit. */
  pool: Span;
  capacities: readonly Capacity[];
  replicas: number;
  context: number;
  kv: KvType;
  maxNumSeqs: number;
  /** Total number of planned sessions. */
  planned: number;
  /** Share of the pool that the planned sessions fill at full length, with the larger overhead. */
  load: number;
  fits: boolean;
}

/** How many sessions fit one copy of the model on this hardware, and the settings for this swarm. */
export function planServing(request: PlanRequest): ServingPlan {
  const kv = request.kv ?? "bf16";
  const context = request.context ?? Math.min(USUAL_CONTEXT, request.shape.nativeContext);
  const asked = outcome(request, context, kv);
  if (asked.fits) return asked;
  const [better] = choices(request)
    .map((one) => outcome(request, one.context, one.kv))
    .filter(({ fits }) => fits);
  return better ?? asked;
}

/** The settings that the user has not chosen: the longest context first, and BF16 before shorter contexts. */
function choices({ shape, context, kv }: PlanRequest): { context: number; kv: KvType }[] {
  const longest = Math.min(USUAL_CONTEXT, shape.nativeContext);
  const contexts = context
    ? [context]
    : [...new Set([longest, ...CONTEXTS.filter((one) => one < longest).toReversed()])];
  const kinds: KvType[] = kv ? [kv] : ["bf16", "fp8"];
  return contexts.flatMap((one) => kinds.map((kind) => ({ context: one, kv: kind })));
}

function outcome(request: PlanRequest, context: number, kv: KvType): ServingPlan {
  const { shape, weights, hardware, swarm } = request;
  const { tensorParallel } = hardware;
  const pool = poolBytes(hardware, weights);
  const replicas = Math.max(1, Math.floor(hardware.gpus / tensorParallel));
  const block = cacheBlock(shape, kv, tensorParallel);
  const long = 1 + swarm.workers;
  const readers = swarm.scouts + swarm.librarians;
  const needed =
    long * blocksFor(block, context) +
    readers * blocksFor(block, Math.min(READER_CONTEXT, context));
  const there = replicas * Math.max(0, Math.floor(pool[0] / block.bytes));
  const load = there === 0 ? Number.POSITIVE_INFINITY : needed / there;
  // True if one copy holds a whole session.
  const longestFits = sessionsIn(pool[0], block, context) >= 1;
  return {
    weights,
    stateBytes: stateBytes(shape, tensorParallel),
    pool,
    capacities: (["bf16", "fp8"] as const).map((kind) => capacity(request, kind, pool)),
    replicas,
    context,
    kv,
    maxNumSeqs: request.maxNumSeqs ?? Math.ceil((long + readers) / replicas / 16) * 16,
    planned: long + readers,
    load,
    fits: longestFits && load <= 1 && context <= shape.nativeContext,
  };
}

function poolBytes({ gpuGib, utilisation, tensorParallel }: Hardware, weights: number): Span {
  const left = gpuGib * utilisation * GIB - weights / tensorParallel;
  return [left - OVERHEAD_GIB.most * GIB, left - OVERHEAD_GIB.least * GIB];
}

function capacity({ shape, hardware }: PlanRequest, kv: KvType, pool: Span): Capacity {
  const { tensorParallel } = hardware;
  const block = cacheBlock(shape, kv, tensorParallel);
  return {
    kv,
    bytesPerToken: kvBytesPerToken(shape, kv, tensorParallel),
    blockTokens: block.tokens,
    sessions: CONTEXTS.filter((context) => context <= shape.nativeContext).map((context) => ({
      context,
      span: [sessionsIn(pool[0], block, context), sessionsIn(pool[1], block, context)],
    })),
  };
}

export type Nearest =
  | { kind: "settings"; context: number; kv: KvType }
  | { kind: "workers"; workers: number }
  | { kind: "gpus"; gpus: number };

/**
 * The nearest plan that fits: without the requested settings, with fewer Workers, or with more
 * GPUs. Undefined: none of these helps.
 */
export function nearestFit(request: PlanRequest): Nearest | undefined {
  const { hardware, swarm } = request;
  const free = planServing(without(request, "kv"));
  const freer = free.fits ? free : planServing(without(without(request, "kv"), "context"));
  if (freer.fits) return { kind: "settings", context: freer.context, kv: freer.kv };
  for (let workers = swarm.workers - 1; workers >= 1; workers -= 1) {
    const part = (number: number) => Math.ceil((number * workers) / swarm.workers);
    const fewer = { workers, scouts: part(swarm.scouts), librarians: part(swarm.librarians) };
    if (planServing({ ...request, swarm: fewer }).fits) return { kind: "workers", workers };
  }
  for (let gpus = hardware.gpus + 1; gpus <= MOST_GPUS; gpus += 1)
    if (planServing({ ...request, hardware: { ...hardware, gpus } }).fits)
      return { kind: "gpus", gpus };
  return undefined;
}

function without(request: PlanRequest, name: "kv" | "context"): PlanRequest {
  const { [name]: _, ...rest } = request;
  return rest;
}

/** One host, or two. */
const MOST_GPUS = 16;
