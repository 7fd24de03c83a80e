import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { type Sentence, say } from "../kit/sentence.ts";
import { DEFAULT_MODEL } from "./core/known-models.ts";
import type { KvType } from "./core/memory.ts";

/** The flags of `start-vllm`, as typed. Each has a variable of the same meaning for the script; flags win. */
export interface ServeFlags {
  model?: string;
  servedName?: string;
  host?: string;
  port?: string;
  gpus?: string;
  replicas?: string;
  tensorParallel?: string;
  gpuMemory?: string;
  gpuMemoryUtilization?: string;
  context?: string;
  maxNumSeqs?: string;
  kvDtype?: string;
  workers?: string;
  scouts?: string;
  librarians?: string;
  vllm?: string;
  startLimit?: string;
}

export interface Settings {
  model: string;
  servedName: string;
  host: string;
  port: number;
  /** The user's choice: a count, all GPUs, or indices. */
  gpus: { count: number } | { indices: readonly number[] } | "all" | "none";
  tensorParallel: number;
  /** Memory of one GPU, in GB of its maker's figure. */
  gpuMemory: number | undefined;
  utilisation: number;
  context: number | undefined;
  batch: number | undefined;
  kv: KvType | undefined;
  swarm: { workers: number; scouts: number; librarians: number };
  /** Command or path; undefined: the script's own choice. */
  vllm: string | undefined;
  startLimitMs: number;
}

/** Flags win over variables, variables over defaults. Throws BAD_OPTION, which names the wrong value. */
export function serveSettings(flags: ServeFlags, env: Environment): Settings {
  const told = (flag: string | undefined, variable: string) => flag ?? (env[variable] || undefined);
  const tensorParallel = whole("--tensor-parallel", told(flags.tensorParallel, "AEGIS_TP"), 1, 64);
  const workers = whole("--workers", flags.workers, 1, 512);
  return {
    model: told(flags.model, "AEGIS_MODEL") ?? DEFAULT_MODEL,
    servedName: told(flags.servedName, "AEGIS_SERVED_NAME") ?? "qwen3-coder-next",
    host: told(flags.host, "AEGIS_HOST") ?? "127.0.0.1",
    port: whole("--port", told(flags.port, "AEGIS_PORT"), 1, 65_535) ?? 8001,
    gpus: gpus(flags, env, tensorParallel ?? 1),
    tensorParallel: tensorParallel ?? 1,
    gpuMemory: within("--gpu-memory", flags.gpuMemory, 1, 1_000),
    utilisation:
      within("--gpu-memory-utilization", told(flags.gpuMemoryUtilization, "AEGIS_MEM"), 0.01, 1) ??
      0.92,
    context: whole("--context", told(flags.context, "AEGIS_CTX"), 1_024, 10_000_000),
    batch: whole("--max-num-seqs", told(flags.maxNumSeqs, "AEGIS_BATCH"), 1, 4_096),
    kv: kvType(told(flags.kvDtype, "AEGIS_KV_DTYPE")),
    swarm: {
      workers: workers ?? 8,
      // Each Worker may have one Scout and one Librarian at work.
      scouts: whole("--scouts", flags.scouts, 0, 512) ?? workers ?? 8,
      librarians: whole("--librarians", flags.librarians, 0, 512) ?? workers ?? 8,
    },
    vllm: told(flags.vllm, "AEGIS_VLLM"),
    startLimitMs: (within("--start-limit", flags.startLimit, 0.01, 600) ?? 30) * 60_000,
  };
}

function gpus({ gpus: flag, replicas }: ServeFlags, env: Environment, tensorParallel: number) {
  if (replicas !== undefined) {
    if (flag !== undefined)
      throw badOption(
        "--gpus and --replicas",
        "together",
        say("one of the two: --replicas 4", "둘 중 하나만(--replicas 4)"),
      );
    return { count: (whole("--replicas", replicas, 1, 64) ?? 1) * tensorParallel };
  }
  if (flag === "all") return "all";
  if (flag !== undefined) return { count: whole("--gpus", flag, 1, 64) ?? 1 };
  const listed = env["AEGIS_GPU"] || env["CUDA_VISIBLE_DEVICES"] || undefined;
  if (listed === "none") return "none";
  if (listed === undefined) return { count: tensorParallel };
  const indices = listed.split(",").map(Number);
  if (!/^\d+(,\d+)*$/.test(listed) || new Set(indices).size !== indices.length)
    throw badOption(
      "AEGIS_GPU",
      listed,
      say("each index once: 0, or 0,1, or none", "번호를 한 번씩(0, 0,1 또는 none)"),
    );
  return { indices };
}

function kvType(value: string | undefined): KvType | undefined {
  if (value === undefined) return undefined;
  // vLLM's own auto: the model's type.
  if (value === "auto" || value === "bf16" || value === "bfloat16") return "bf16";
  if (value === "fp8") return "fp8";
  throw badOption("--kv-dtype", value, say("auto, bf16 or fp8", "auto, bf16, fp8 중 하나를"));
}

function whole(
  name: string,
  value: string | undefined,
  least: number,
  most: number,
): number | undefined {
  const number = within(name, value, least, most);
  if (number !== undefined && !Number.isInteger(number))
    throw badOption(name, value ?? "", say("a whole number", "정수를"));
  return number;
}

function within(
  name: string,
  value: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most))
    throw badOption(
      name,
      value,
      say(`a number from ${least} to ${most}`, `${least}부터 ${most}까지의 수를`),
    );
  return number;
}

function badOption(name: string, value: string, wanted: Sentence): AegisError {
  return new AegisError(
    "BAD_OPTION",
    say(`${name}: ${value} is not allowed.`, `${name}: ${value}은(는) 쓸 수 없습니다.`),
    say(`Give ${wanted.en}.`, `${wanted.ko} 지정하세요.`),
  );
}
