import type { Sentence } from "../kit/sentence.ts";

/** Results of the canary, for people. */
export const canaryWords = {
  refused: (code: string): Sentence => ({
    en: `The plugin is loaded: it refused a call that must be refused (${code}).`,
    ko: `플러그인이 로드되었습니다. 거부되어야 하는 호출을 거부했습니다 (${code}).`,
  }),
  late: (ms: number, requests: number): Sentence => ({
    en: `OpenCode did not finish one turn within ${ms / 1000} s; until then it had asked the model ${requests} times.`,
    ko: `OpenCode가 ${ms / 1000}초 안에 한 턴을 끝내지 못했습니다. 그때까지 모델에 보낸 요청: ${requests}번.`,
  }),
  notAsked: (code: number | null, line: string): Sentence => ({
    en: `OpenCode ended (exit code ${code ?? "none"}) without asking the model, as it does when the plugin is not loaded: ${line}`,
    ko: `OpenCode가 모델에 요청을 보내지 않고 종료되었습니다 (종료 코드 ${code ?? "없음"}). 플러그인이 로드되지 않았을 때의 동작입니다: ${line}`,
  }),
  notRefused: (): Sentence => ({
    en: "OpenCode runs without the plugin: a call that must be refused was not refused.",
    ko: "OpenCode가 플러그인 없이 동작합니다. 거부되어야 하는 호출이 거부되지 않았습니다.",
  }),
};
