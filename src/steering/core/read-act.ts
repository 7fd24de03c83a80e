import { editDistance } from "../../kit/edit-distance.ts";

/** What `/aegis` can do, in the order of its help. */
export const ACTS = [
  "status",
  "stop",
  "resume",
  "retry",
  "cancel",
  "abort",
  "report",
  "help",
] as const;
export type Act = (typeof ACTS)[number];

/** What the user has typed after `/aegis`. `sure`: the word that a final act asks for. */
export type Wanted =
  | { act: Exclude<Act, "abort" | "retry" | "cancel"> }
  /** `words`: what the Worker is told; empty if the user says nothing. */
  | { act: "retry"; worker: string; words: string }
  | { act: "cancel"; worker: string }
  | { act: "abort"; sure: boolean }
  /** `nearest`: the act that was probably meant. */
  | { act: "unknown"; said: string; nearest?: Act };

/** The words for each act. A word that may mean stop or abort means stop, which can be taken back. */
const WORDS: Record<Act, readonly string[]> = {
  status: ["status", "상태", "현황"],
  stop: ["stop", "정지", "중지", "중단", "멈춤", "멈춰"],
  resume: ["resume", "재개", "계속"],
  retry: ["retry", "재시도"],
  cancel: ["cancel", "취소"],
  abort: ["abort", "종료"],
  report: ["report", "보고", "보고서"],
  help: ["help", "도움말"],
};
const YES: ReadonlySet<string> = new Set(["yes", "예", "네"]);
/** A word that is further away is another word. */
const FURTHEST = 2;

/** Reads the arguments of `/aegis`; without any it shows the status. */
export function readAct(said: string): Wanted {
  const typed = said.normalize("NFC").trim();
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const [first = "status", ...rest] = words;
  const act = ACTS.find((each) => WORDS[each].includes(first));
  if (act === "abort" && rest.length <= 1) {
    const [answer] = rest;
    if (answer === undefined || YES.has(answer)) return { act, sure: answer !== undefined };
  }
  const [worker, ...more] = rest;
  if (act === "retry" && worker !== undefined) return { act, worker, words: afterTwo(typed) };
  if (act === "cancel" && worker !== undefined && more.length === 0) return { act, worker };
  // "stop w01" must not stop them all, and "cancel" without a Worker means none.
  if (act && act !== "abort" && act !== "retry" && act !== "cancel" && rest.length === 0)
    return { act };
  const nearest = act ?? nearestTo(first);
  return { act: "unknown", said: words.join(" "), ...(nearest ? { nearest } : {}) };
}

/** What stands behind the first two words, as it was typed. */
function afterTwo(typed: string): string {
  return typed.replace(/^\S+\s+\S+\s*/, "");
}

function nearestTo(word: string): Act | undefined {
  const far = (act: Act) => Math.min(...WORDS[act].map((each) => editDistance(word, each)));
  const [nearest] = [...ACTS].sort((a, b) => far(a) - far(b));
  // Half of a short word is no likeness.
  const close = nearest !== undefined && far(nearest) <= Math.min(FURTHEST, word.length / 2);
  return close ? nearest : undefined;
}
