import type { Language } from "../kit/sentence.ts";
import type { Stage } from "./core/vllm-log.ts";
import type { Planned } from "./make-plan.ts";

/** Texts of start-vllm for people. */
export interface ServeWords {
  hardware: (gpus: number, gib: string, from: Planned["memoryFrom"], percent: number) => string;
  weights: string;
  weightsFrom: Record<Planned["weightsFrom"], string>;
  pool: string;
  state: string;
  stateCopies: string;
  perToken: string;
  block: string;
  tokens: string;
  sessionsAt: (context: string) => string;
  swarm: string;
  sessions: (counts: string, planned: number, percent: string, replicas: number) => string;
  recommended: string;
  perReplica: string;
  stage: Record<Stage, string>;
  replica: (number: number, gpu: string) => string;
  ready: (url: string, model: string) => string;
  measured: (tokens: string, sessions: string, planned: string) => string;
  notMeasured: string;
  key: (file: string) => string;
  next: (url: string, key: boolean) => string;
  stopHint: string;
  stopping: string;
  stopped: string;
  left: (pids: string) => string;
  detached: (port: number, log: string) => string;
  ended: (text: string) => string;
  endedLater: (text: string) => string;
  unreadable: string;
  noReason: string;
  stateNames: Readonly<Record<string, string>>;
  lastLines: string;
  log: (file: string) => string;
  noServers: string;
  status: (port: number, pid: string, state: string) => string;
  load: (running: number, waiting: number, percent: string) => string;
  notRunning: string;
}

const ENGLISH: ServeWords = {
  hardware: (gpus, gib, from, percent) =>
    `${gpus} × ${gib} GiB (${from === "driver" ? "as the driver says" : from === "flag" ? "as you say" : "assumed: an H200"}), ${percent} % of it for vLLM`,
  weights: "weights",
  weightsFrom: { files: "size of the files", formula: "computed" },
  pool: "left for sessions",
  state: "state of a request",
  stateCopies: "two copies while it runs, and one for each point of the prefix cache",
  perToken: "a token",
  block: "cache block",
  tokens: "tokens",
  sessionsAt: (context) => `sessions of ${context}`,
  swarm: "swarm",
  sessions: (counts, planned, percent, replicas) =>
    `${counts} = ${planned} sessions; all at full length fill ${percent} of ${replicas === 1 ? "the memory" : `${replicas} replicas`}`,
  recommended: "flags",
  perReplica: "for each replica",
  stage: {
    starting: "starting",
    loading: "loading the weights",
    compiling: "compiling",
    "warming-up": "warming up",
    ready: "ready",
  },
  replica: (number, gpu) => `replica ${number} (GPU ${gpu})`,
  ready: (url, model) => `${model} is served at ${url}`,
  measured: (tokens, sessions, planned) =>
    `vLLM says: ${tokens} tokens in its cache, ${sessions} sessions of full length (planned: ${planned})`,
  notMeasured: "vLLM did not say how large its cache is",
  key: (file) => `clients need the key in ${file}: export VLLM_API_KEY="$(cat ${file})"`,
  next: (url, key) =>
    `next, in a project: oh-my-qwencoder install --base-url ${url}${keyFlag(key)}`,
  stopHint: "Ctrl-C stops it.",
  stopping: "Stopping.",
  stopped: "Stopped; no process is left.",
  left: (pids) => `Killed, but still running: process ${pids}. Check with ps and nvidia-smi.`,
  detached: (port, log) =>
    `The server goes on in the background. Log: ${log}. Stop it: oh-my-qwencoder start-vllm --stop --port ${port}`,
  ended: (text) => `vLLM did not come up: ${text}`,
  endedLater: (text) => `vLLM has ended: ${text}`,
  unreadable: "its record cannot be read",
  noReason: "the server ended before it could say why; start it without --detach to see",
  stateNames: {},
  lastLines: "Last lines of its output:",
  log: (file) => `Log: ${file}`,
  noServers: "start-vllm has started no server here.",
  status: (port, pid, state) => `port ${port}, process ${pid}: ${state}`,
  load: (running, waiting, percent) =>
    `${running} requests running, ${waiting} waiting, ${percent} of the cache in use`,
  notRunning: "ended",
};

const KOREAN: ServeWords = {
  hardware: (gpus, gib, from, percent) =>
    `${gpus} × ${gib} GiB (${from === "driver" ? "드라이버 기준" : from === "flag" ? "지정한 값" : "H200으로 가정"}), 그중 ${percent} %를 vLLM이 사용`,
  weights: "가중치",
  weightsFrom: { files: "파일 크기", formula: "계산값" },
  pool: "세션용 메모리",
  state: "요청당 상태",
  stateCopies: "실행 중에는 두 벌, 프리픽스 캐시 지점마다 한 벌 더",
  perToken: "토큰당",
  block: "캐시 블록",
  tokens: "토큰",
  sessionsAt: (context) => `${context} 세션 수`,
  swarm: "스웜",
  sessions: (counts, planned, percent, replicas) =>
    `${counts} = 세션 ${planned}개. 모두 최대 길이일 때 ${replicas === 1 ? "" : `복제본 ${replicas}개의 `}${percent} 사용`,
  recommended: "실행 옵션",
  perReplica: "복제본마다",
  stage: {
    starting: "시작 중",
    loading: "가중치 로드 중",
    compiling: "컴파일 중",
    "warming-up": "준비 중",
    ready: "준비 완료",
  },
  replica: (number, gpu) => `복제본 ${number} (GPU ${gpu})`,
  ready: (url, model) => `${model} 모델을 제공합니다: ${url}`,
  measured: (tokens, sessions, planned) =>
    `vLLM 보고: 캐시 ${tokens} 토큰, 최대 길이 세션 ${sessions}개 (계획: ${planned})`,
  notMeasured: "vLLM이 캐시 크기를 알려 주지 않았습니다",
  key: (file) => `클라이언트에 키가 필요합니다 (${file}): export VLLM_API_KEY="$(cat ${file})"`,
  next: (url, key) =>
    `다음 단계(프로젝트에서): oh-my-qwencoder install --base-url ${url}${keyFlag(key)}`,
  stopHint: "중지하려면 Ctrl-C를 누르세요.",
  stopping: "중지하는 중입니다.",
  stopped: "중지했습니다. 남은 프로세스가 없습니다.",
  left: (pids) =>
    `강제 종료했지만 프로세스가 남아 있습니다: ${pids}. ps와 nvidia-smi로 확인하세요.`,
  detached: (port, log) =>
    `백그라운드에서 계속 실행됩니다. 로그: ${log}. 중지: oh-my-qwencoder start-vllm --stop --port ${port}`,
  ended: (text) => `vLLM이 시작되지 못했습니다: ${text}`,
  endedLater: (text) => `종료되었습니다: ${text}`,
  unreadable: "기록을 읽을 수 없음",
  noReason: "이유를 남기지 못하고 종료되었습니다. --detach 없이 시작해 확인하세요",
  stateNames: {
    starting: "시작 중",
    ready: "준비 완료",
    failed: "실패",
    stopped: "중지됨",
    killed: "강제 종료됨",
    "does not answer": "응답 없음",
  },
  lastLines: "마지막 출력:",
  log: (file) => `로그: ${file}`,
  noServers: "여기서 start-vllm으로 시작한 서버가 없습니다.",
  status: (port, pid, state) => `포트 ${port}, 프로세스 ${pid}: ${state}`,
  load: (running, waiting, percent) =>
    `처리 중인 요청 ${running}개, 대기 ${waiting}개, 캐시 사용률 ${percent}`,
  notRunning: "종료됨",
};

/** The configuration names the variable, never the key. */
function keyFlag(key: boolean): string {
  return key ? " --api-key-env VLLM_API_KEY" : "";
}

export const SERVE_WORDS: Record<Language, ServeWords> = { en: ENGLISH, ko: KOREAN };
