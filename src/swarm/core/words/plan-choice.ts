import type { PlanChoices } from "../plan/choices.ts";
import { QA_STRATEGIES } from "../plan/plan.ts";

/** A text that names choices and nothing else; `unclear`: it names them in no way that has one meaning. */
export type ReadChoice = { is: "choice"; choices: PlanChoices } | { is: "unclear" | "none" };

/** The particle that may follow a Korean noun. */
const PARTICLE = "(은|는|이|가|을|를|으로|로|만|도)?";
const KINDS: readonly (readonly [kind: "qa" | "workers" | "filler", words: RegExp])[] = [
  ["qa", new RegExp(`^(qa|qas?전략|큐에이)${PARTICLE}$`)],
  ["workers", new RegExp(`^(workers?|작업자|워커)(수|들)?${PARTICLE}$`)],
  [
    "filler",
    new RegExp(
      `^(strategy|number|no|of|at|once|a|time|same|the|to|with|use|set|choose|only|and|or|please|전략|번|개|명|수|동시|동시에|한번에|그리고|또는|선택|변경|바꿔|바꿔줘|해줘|해주세요|approve|승인)${PARTICLE}$`,
    ),
  ],
];

/**
 * Reads “QA 2”, “Workers 3”, “QA 2, 작업자 3명”. Any other word makes the text a wish for the Commander, which is no
 * choice. A bare number is unclear: the question's options have numbers too.
 */
export function readChoice(text: string): ReadChoice {
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[.,!?:;=()“”"'’·&+/→-]/g, " ")
    .replace(/(\d+)/g, " $1 ")
    .split(/\s+/)
    .filter((word) => word !== "");
  const kinds = words.map((word) => (/^\d+$/.test(word) ? Number(word) : kindOf(word)));
  if (kinds.some((kind) => kind === undefined)) return { is: "none" };
  const said = kinds.filter((kind) => kind !== "filler");
  if (said.length === 1 && typeof said[0] === "number") return { is: "unclear" };
  if (!said.some((kind) => typeof kind === "string")) return { is: "none" };
  const asks = /[?？]/.test(text) || words.some((word) => UNSURE.test(word));
  return (asks ? undefined : pairsOf(said)) ?? { is: "unclear" };
}

/** Words with which even a right pair has more than one meaning. */
const UNSURE = /^(or|또는|approve|승인)/;

function kindOf(word: string): "qa" | "workers" | "filler" | undefined {
  return KINDS.find(([, words]) => words.test(word))?.[0];
}

/** Each subject with one number, all in the same order: “QA 2 Workers 3” or “2 QA 3 Workers”. */
function pairsOf(said: readonly (string | number | undefined)[]): ReadChoice | undefined {
  const first = typeof said[0] === "number" ? 1 : 0;
  const choices: PlanChoices = {};
  for (let at = 0; at < said.length; at += 2) {
    const subject = said[at + first];
    const number = said[at + 1 - first];
    if (typeof number !== "number") return undefined;
    if (subject === "qa" && choices.strategy === undefined) {
      const strategy = QA_STRATEGIES[number - 1];
      if (!strategy) return undefined;
      choices.strategy = strategy;
    } else if (subject === "workers" && choices.workers === undefined && number > 0)
      choices.workers = number;
    else return undefined;
  }
  return { is: "choice", choices };
}
