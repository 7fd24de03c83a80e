/** Stages of a start, in order. Loading takes minutes, the rest seconds. */
export const STAGES = ["starting", "loading", "compiling", "warming-up", "ready"] as const;
export type Stage = (typeof STAGES)[number];

/** The reason why vLLM does not start, read from its output. */
export type LogFault =
  | "unknown-flag"
  | "port-taken"
  | "out-of-memory"
  | "context-too-long"
  | "context-beyond-model"
  | "unsupported-model"
  | "model-unreadable";

export interface LogReading {
  stage?: Stage;
  /** Progress of loading, 0 to 100. */
  percent?: number;
  fault?: LogFault;
  /** The line that showed the fault; much output may follow it. */
  cause?: string;
  /** Tokens of all sessions together, as vLLM counts them. */
  cacheTokens?: number;
  /** Sessions of the configured length at once. */
  maximumConcurrency?: number;
}

/** Texts of vLLM 0.26 to 0.32; the first match counts. */
const STAGE_WORDS: ReadonlyArray<readonly [RegExp, Stage]> = [
  [/Application startup complete/, "ready"],
  [/Capturing CUDA graphs|Graph capturing finished|init engine \(profile/, "warming-up"],
  [/Starting vLLM server on|Supported tasks:/, "warming-up"],
  [/(?<!disabling )torch\.compile|Compiling a graph|Dynamo bytecode transform/, "compiling"],
  [/Available KV cache memory|KV cache size:/, "warming-up"],
  [/Starting to load model|Loading model from scratch|Loading safetensors/, "loading"],
  [/Loading weights took|Model loading took/, "compiling"],
];

const FAULT_WORDS: ReadonlyArray<readonly [RegExp, LogFault]> = [
  [
    /error: (unrecognized arguments|argument --\S+: (invalid|expected))|invalid tool call parser/,
    "unknown-flag",
  ],
  [/address already in use(?!\. Retrying)|Errno 98|EADDRINUSE/i, "port-taken"],
  [/To serve at least one request with the model's max seq len/, "context-too-long"],
  [/User-specified max_model_len .* is greater than/, "context-beyond-model"],
  [
    /OutOfMemoryError|CUDA out of memory|No available memory for the cache blocks|Free memory on device .* less than/,
    "out-of-memory",
  ],
  [/Model architectures? .* (not supported|failed to be inspected)/, "unsupported-model"],
  [
    /not a local folder and is not a valid model|couldn't connect to .* to load|Can't load the configuration|Cannot find any model weights|SafetensorError|does not appear to have a file named|HFValidationError|RepositoryNotFoundError|LocalEntryNotFoundError/i,
    "model-unreadable",
  ],
];

/** The meaning of one line of vLLM's output. Empty for nearly all lines. */
export function readLogLine(line: string): LogReading {
  const stage = STAGE_WORDS.find(([words]) => words.test(line))?.[1];
  const fault = FAULT_WORDS.find(([words]) => words.test(line))?.[1];
  const percent = /Loading \S+ checkpoint shards:\s+(\d+)%/.exec(line)?.[1];
  const tokens = /KV cache size: ([\d,]+) tokens/.exec(line)?.[1];
  const concurrency = /Maximum concurrency for [\d,]+ tokens per request: ([\d.]+)x/.exec(
    line,
  )?.[1];
  return {
    ...(stage ? { stage } : {}),
    ...(fault ? { fault, cause: line.trim() } : {}),
    ...(percent ? { percent: Number(percent) } : {}),
    ...(tokens ? { cacheTokens: Number(tokens.replaceAll(",", "")) } : {}),
    ...(concurrency ? { maximumConcurrency: Number(concurrency) } : {}),
  };
}

/** Adds a line to the previous readings: a stage never goes backwards, and the first fault causes the later faults. */
export function joinReadings(so: LogReading, line: LogReading): LogReading {
  const later = STAGES.indexOf(line.stage ?? "starting") > STAGES.indexOf(so.stage ?? "starting");
  return {
    ...so,
    ...line,
    ...((later ? line.stage : so.stage) ? { stage: (later ? line.stage : so.stage) as Stage } : {}),
    ...(so.fault ? { fault: so.fault, cause: so.cause ?? "" } : {}),
  };
}
