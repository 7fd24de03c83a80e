import { editDistance } from "../../kit/edit-distance.ts";
import type { PlanChoices } from "../../swarm/core/plan/choices.ts";
import { readChoice } from "../../swarm/core/words/plan-choice.ts";

/** What `/aegis` can do, in the order of its help. */
export const ACTS = [
  "status",
  "approve",
  "decline",
  "choose",
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
  | { act: Exclude<Act, "abort" | "retry" | "cancel" | "choose" | "decline" | "approve"> }
  /** `plan`: the number of the plan that the user means; absent if they name none. */
  | { act: "approve"; plan?: number }
  /** `words`: what the user wants instead; empty if they do not say. */
  | { act: "decline"; words: string; plan?: number }
  /** `choices`: absent if the words have no one meaning. */
  | { act: "choose"; said: string; choices?: PlanChoices; plan?: number }
  /** `words`: what the Worker is told; empty if the user says nothing. */
  | { act: "retry"; worker: string; words: string }
  | { act: "cancel"; worker: string }
  | { act: "abort"; sure: boolean }
  /** `nearest`: the act that was probably meant. */
  | { act: "unknown"; said: string; nearest?: Act };

/** The free words of an act, for a Worker or the Commander; empty if it has none. */
export function wordsFor(wanted: Wanted): string {
  return "words" in wanted ? wanted.words : "";
}

/** The words for each act; the screens show the first Korean word. An abort without its `yes` only says what it is. */
const WORDS: Record<Act, readonly string[]> = {
  status: ["status", "상태", "현황"],
  approve: ["approve", "승인"],
  decline: ["decline", "reject", "반려", "거부"],
  choose: ["choose", "선택"],
  stop: ["stop", "멈춤", "멈춰", "정지", "중지"],
  resume: ["resume", "재개", "계속"],
  retry: ["retry", "재시도"],
  cancel: ["cancel", "취소"],
  abort: ["abort", "중단", "종료"],
  report: ["report", "보고", "보고서"],
  help: ["help", "도움말"],
};
const YES: ReadonlySet<string> = new Set(["yes", "예", "네"]);
/** A word that is further away is another word. */
const FURTHEST = 2;

/** Reads the arguments of `/aegis`; without any it shows the status. */
export function readAct(said: string): Wanted {
  const typed = said.normalize("NFC").trim();
  const [, first = "", name = "", more = ""] = NAMES_PLAN.exec(typed) ?? [];
  if (name === "" || !ANSWERS.some((act) => WORDS[act].includes(first.toLowerCase())))
    return readWords(typed);
  const wanted = readWords(`${first} ${more}`.trim());
  return wanted.act === "unknown"
    ? readWords(typed)
    : ({ ...wanted, plan: Number(name) } as Wanted);
}

/** “approve plan-3 …”: a plan by the name of its file. */
const NAMES_PLAN = /^(\S+)\s+plan-(\d{1,9})(?:\s+([\s\S]*))?$/i;
const ANSWERS = ["approve", "decline", "choose"] as const satisfies Act[];

function readWords(typed: string): Wanted {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const [first = "status", ...rest] = words;
  const choice = choiceIn(typed, WORDS.choose.includes(first));
  if (choice) return choice;
  const act = ACTS.find((each) => WORDS[each].includes(first));
  if (act === "abort" && rest.length <= 1) {
    const [answer] = rest;
    if (answer === undefined || YES.has(answer)) return { act, sure: answer !== undefined };
  }
  if (act === "decline") return { act, words: afterOne(typed) };
  const [worker, ...more] = rest;
  if (act === "retry" && worker !== undefined) return { act, worker, words: afterTwo(typed) };
  if (act === "cancel" && worker !== undefined && more.length === 0) return { act, worker };
  // "stop w01" must not stop them all, and "cancel" without a Worker means none.
  if (act && !NEEDS_MORE.has(act) && rest.length === 0) return { act } as Wanted;
  const nearest = act ?? nearestTo(first);
  return { act: "unknown", said: words.join(" "), ...(nearest ? { nearest } : {}) };
}

/** Acts that the first word alone does not say. */
const NEEDS_MORE: ReadonlySet<Act> = new Set(["choose", "abort", "retry", "cancel"]);

/** “QA 2” and “Workers 3” are choices with and without the word before them; a bare number is none. */
function choiceIn(typed: string, isNamed: boolean): Wanted | undefined {
  const said = isNamed ? afterOne(typed) : typed;
  const read = readChoice(said);
  if (read.is === "choice") return { act: "choose", said, choices: read.choices };
  return isNamed || (read.is === "unclear" && !/^\d+$/.test(said))
    ? { act: "choose", said }
    : undefined;
}

/** What stands behind the first word, as it was typed. */
function afterOne(typed: string): string {
  return typed.replace(/^\S+\s*/, "");
}

function afterTwo(typed: string): string {
  return afterOne(afterOne(typed));
}

function nearestTo(word: string): Act | undefined {
  const far = (act: Act) => Math.min(...WORDS[act].map((each) => editDistance(word, each)));
  const [nearest] = [...ACTS].sort((a, b) => far(a) - far(b));
  // Half of a short word is no likeness.
  const close = nearest !== undefined && far(nearest) <= Math.min(FURTHEST, word.length / 2);
  return close ? nearest : undefined;
}
