import { AegisError } from "../kit/errors.ts";
import type { Exit } from "../kit/process/start.ts";
import { type Sentence, say } from "../kit/sentence.ts";
import type { LogFault, LogReading } from "./core/vllm-log.ts";
import { SCRIPT_KO } from "./script-ko.ts";

/** The reason why a server is not up, with the exit code of the command. */
export interface Fault {
  exitCode: number;
  code: string;
  text: Sentence;
  /** The line of its output that shows the reason. */
  cause?: string;
}

/**
 * Exit codes of `start-vllm`: 1 vLLM ended or does not stop, 2 usage, 3 no vLLM or an unsuitable version, 4 port taken,
 * 5 GPU or its memory, 6 not up in time, 7 no model. The script has the same codes.
 */
export const EXIT = {
  ended: 1,
  usage: 2,
  version: 3,
  port: 4,
  memory: 5,
  late: 6,
  model: 7,
} as const;

/** The server had served, and ended by itself. */
export const ENDED_LATER = "ENDED_LATER";

const THROWN: Readonly<Record<string, number>> = {
  LEASE_UNREADABLE: EXIT.ended,
  NOT_ALLOWED: EXIT.ended,
  WILL_NOT_STOP: EXIT.ended,
  NO_ROUTER: EXIT.version,
  SERVER_RUNNING: EXIT.port,
  PORT_TAKEN: EXIT.port,
  NO_GPU: EXIT.memory,
  PLAN_FAILS: EXIT.memory,
  UNKNOWN_MODEL: EXIT.model,
};

/** Exit code for an error thrown before anything was started. */
export function exitCodeOf(code: string): number {
  return THROWN[code] ?? EXIT.usage;
}

export function alreadyServing(port: number, pid: number | undefined): AegisError {
  return new AegisError(
    "SERVER_RUNNING",
    say(
      `start-vllm (process ${pid}) already serves port ${port}.`,
      `start-vllm(프로세스 ${pid})이 포트 ${port}에서 이미 실행 중입니다.`,
    ),
    say(
      `Stop it: oh-my-qwencoder start-vllm --stop --port ${port}`,
      `중지: oh-my-qwencoder start-vllm --stop --port ${port}`,
    ),
  );
}

const KNOWN: Readonly<Record<LogFault, Fault>> = {
  "unknown-flag": {
    exitCode: EXIT.version,
    code: "UNKNOWN_FLAG",
    text: say(
      "this version of vLLM does not know one of the flags (see the last lines). Leave the flag out after --, or install another version",
      "이 vLLM 버전이 지원하지 않는 플래그가 있습니다(마지막 출력 참고). -- 뒤에서 그 플래그를 빼거나 다른 버전을 설치하세요",
    ),
  },
  "port-taken": {
    exitCode: EXIT.port,
    code: "PORT_TAKEN",
    text: say(
      "the port is taken. Stop the program that listens there, or choose another port with --port",
      "포트가 이미 사용 중입니다. 그 포트를 쓰는 프로그램을 종료하거나 --port로 다른 포트를 지정하세요",
    ),
  },
  "out-of-memory": {
    exitCode: EXIT.memory,
    code: "OUT_OF_MEMORY",
    text: say(
      "the GPU has too little free memory. End other programs that use it (nvidia-smi), or see what fits with --plan",
      "GPU 메모리가 부족합니다. GPU를 쓰는 다른 프로그램을 종료하거나(nvidia-smi로 확인) --plan으로 가능한 설정을 확인하세요",
    ),
  },
  "context-too-long": {
    exitCode: EXIT.memory,
    code: "CONTEXT_TOO_LONG",
    text: say(
      "one session of full length does not fit. Take a shorter --context, or --kv-dtype fp8",
      "최대 길이의 세션이 하나도 들어가지 않습니다. --context를 줄이거나 --kv-dtype fp8을 사용하세요",
    ),
  },
  "context-beyond-model": {
    exitCode: EXIT.usage,
    code: "CONTEXT_BEYOND_MODEL",
    text: say(
      "the model was not made for sessions that long. Take a shorter --context",
      "모델이 지원하는 세션 길이를 넘습니다. --context를 줄이세요",
    ),
  },
  "unsupported-model": {
    exitCode: EXIT.model,
    code: "UNSUPPORTED_MODEL",
    text: say(
      "this version of vLLM does not know this kind of model. Install a newer one",
      "이 vLLM 버전이 지원하지 않는 모델입니다. 더 새로운 버전을 설치하세요",
    ),
  },
  "model-unreadable": {
    exitCode: EXIT.model,
    code: "MODEL_UNREADABLE",
    text: say(
      "the model's files cannot be read, or some are missing. Copy them again",
      "모델 파일을 읽을 수 없거나 빠진 것이 있습니다. 다시 복사하세요",
    ),
  },
};

const SCRIPT_LINE = /^aegis: \[([A-Z_]+)\] (.+)$/;

/** The reason why a process ended before it was ready, read from its output. */
export function faultOf(exit: Exit, reading: LogReading, lines: readonly string[]): Fault {
  const script = lines.map((line) => SCRIPT_LINE.exec(line)).findLast((match) => match !== null);
  if (script) {
    const hint = lines.findLast((line) => line.startsWith("→ ")) ?? "";
    const [, code = "", sentence] = script;
    const en = `${sentence} ${hint}`;
    const korean = SCRIPT_KO[code];
    const ko = korean ? `${korean.what} (${sentence}) → ${korean.next}` : en;
    return { exitCode: exit.code ?? EXIT.ended, code, text: { en, ko } };
  }
  if (reading.fault)
    return { ...KNOWN[reading.fault], ...(reading.cause ? { cause: reading.cause } : {}) };
  const how = exit.signal ?? `code ${exit.code}`;
  return {
    exitCode: EXIT.ended,
    code: "VLLM_ENDED",
    text: say(
      `it ended with ${how}. The last lines and the log say why; on a CUDA error try VLLM_USE_DEEP_GEMM=0`,
      `${how}(으)로 종료되었습니다. 마지막 출력과 로그를 확인하세요. CUDA 오류라면 VLLM_USE_DEEP_GEMM=0을 시도하세요`,
    ),
  };
}

export function tooLate(minutes: number): Fault {
  return {
    exitCode: EXIT.late,
    code: "NEVER_HEALTHY",
    text: say(
      `it did not answer /health in ${minutes} minutes, and was stopped. A slow disk may need more: --start-limit`,
      `${minutes}분 안에 /health에 응답하지 않아 중지했습니다. 디스크가 느리면 --start-limit을 늘리세요`,
    ),
  };
}

/** A wrapper that starts vLLM elsewhere, for example in a container, looks the same. */
export function answeredByAnother(): Fault {
  return {
    exitCode: EXIT.late,
    code: "NOT_OURS",
    text: say(
      "another process answers at its port, and the server started here does not",
      "여기서 시작한 서버는 응답하지 않고, 다른 프로세스가 그 포트에서 응답합니다",
    ),
  };
}
