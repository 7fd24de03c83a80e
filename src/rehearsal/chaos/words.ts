import type { Language } from "../../kit/sentence.ts";
import type { Fault, Moment, PlannedFault } from "../core/chaos-plan.ts";
import { faultName } from "../core/chaos-plan.ts";
import type { ChaosProblem } from "../core/chaos-verdict.ts";
import type { StoryLine } from "./play-chaos.ts";

interface ChaosWords {
  opening: (seed: number, faults: number) => string;
  planned: (planned: PlannedFault) => string;
  who: Record<StoryLine["who"], string>;
  good: (seed: number, seconds: number, met: number, planned: number) => string;
  bad: (seed: number, seconds: number) => string;
  problem: Record<ChaosProblem["kind"], string>;
  again: (command: string) => string;
  kept: (directory: string) => string;
  sum: (good: number, all: number, met: number) => string;
  failed: (seeds: readonly number[]) => string;
}

export const CHAOS_WORDS: Record<Language, ChaosWords> = {
  en: {
    opening: (seed, faults) => `seed ${seed}: ${faults} faults`,
    planned: ({ moment, afterMs, fault }) =>
      `${faultName(fault)}${detail(fault)}: ${when(moment, "request to the model")}${afterMs > 0 ? ` + ${afterMs} ms` : ""}`,
    who: { fault: "fault", user: "user", journal: "journal", note: "note" },
    good: (seed, seconds, met, planned) =>
      `seed ${seed}: good in ${seconds} s; ${met} of ${planned} faults happened`,
    bad: (seed, seconds) => `seed ${seed}: failed after ${seconds} s`,
    problem: {
      hang: "hang",
      "wrong done": "wrong done",
      "lost work": "lost work",
      "left behind": "left behind",
      broken: "the rehearsal could not go on",
    },
    again: (command) => `Repeat it: ${command}`,
    kept: (directory) => `The repository is in ${directory}.`,
    sum: (good, all, met) => `${good} of ${all} seeds good; ${met} faults happened`,
    failed: (seeds) => `failed seeds: ${seeds.join(", ")}`,
  },
  ko: {
    opening: (seed, faults) => `시드 ${seed}: 장애 ${faults}건`,
    planned: ({ moment, afterMs, fault }) =>
      `${faultName(fault)}${detail(fault)}: ${when(moment, "모델 요청")}${afterMs > 0 ? ` + ${afterMs} ms` : ""}`,
    who: { fault: "장애", user: "사용자", journal: "저널", note: "참고" },
    good: (seed, seconds, met, planned) =>
      `시드 ${seed}: ${seconds}초 만에 이상 없이 끝남, 계획한 장애 ${planned}건 중 ${met}건 발생`,
    bad: (seed, seconds) => `시드 ${seed}: ${seconds}초 뒤 실패`,
    problem: {
      hang: "멈춤",
      "wrong done": "잘못된 완료",
      "lost work": "작업 유실",
      "left behind": "남은 흔적",
      broken: "리허설을 계속할 수 없음",
    },
    again: (command) => `다시 실행: ${command}`,
    kept: (directory) => `저장소 위치: ${directory}`,
    sum: (good, all, met) => `시드 ${all}개 중 ${good}개 통과, 발생한 장애 ${met}건`,
    failed: (seeds) => `실패한 시드: ${seeds.join(", ")}`,
  },
};

function when(moment: Moment, request: string): string {
  return moment.at === "request" ? `${request} ${moment.nth}` : `${moment.type} ${moment.nth}`;
}

function detail(fault: Fault): string {
  switch (fault.kind) {
    case "suspend":
    case "server":
      return ` (${fault.ms} ms)`;
    case "user":
      return ` (${fault.near})`;
    case "folder":
      return fault.which === "all" ? "" : ` (w0${fault.worker})`;
    default:
      return ` (${fault.conversation} conversation)`;
  }
}
