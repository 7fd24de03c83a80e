import { inBoth, type Sentence, say } from "../../../kit/sentence.ts";
import type { AegisTool } from "../phases/phase.ts";
import type { Fault } from "./read-arguments.ts";
import type { Path } from "./read-value.ts";
import { valueAt } from "./shape-words.ts";

/** The right arguments of each tool, from which a refusal shows the part that was wrong. */
export const EXAMPLES: Record<AegisTool, Readonly<Record<string, unknown>>> = {
  design_propose: {
    title: "Tetris",
    summary: "The board and the score, built at once.",
    shared: ["src/types.ts"],
    workers: [
      {
        name: "board",
        feature: "The board",
        scope: ["src/board/**"],
        spec: "Write src/board/board.ts: …",
        qa: ["npm test -- board"],
        depends_on: ["types"],
        may_change_nothing: false,
      },
    ],
    qa: [{ name: "Tests", command: "npm test" }],
    qa_strategy: "worker-unit_commander-integration",
  },
  design_approve: { quote: "yes, start" },
  foundation_freeze: { note: "Build against src/types.ts." },
  dispatch_workers: { only: ["board"] },
  worker_wait: { until: "all", minutes: 30 },
  worker_status: {},
  worker_output: { worker: "board" },
  worker_send: { worker: "board", message: "Use the type Board." },
  worker_retry: { worker: "board", instructions: "rotate() is wrong at the wall; …" },
  worker_cancel: { worker: "board", reason: "The user no longer wants it." },
  check_conflicts: { quote: "land on feature-x" },
  integrate: {},
  qa_run: { only: ["Tests"] },
  commit: {
    type: "feat",
    scope: "board",
    subject: "add the board",
    body: "…",
    quote: "land on feature-x",
  },
  swarm_abort: { quote: "stop the run" },
  worker_report: {
    summary: "The board is built.",
    changes: [{ path: "src/board/board.ts", what: "new" }],
    checks: [{ command: "npm test -- board", result: "exit 0" }],
    notes: "…",
  },
  scope_request: { paths: ["src/types.ts"], why: "Board needs a width." },
};

/** A refusal names at most this many faults; the model corrects the first ones first. */
const MOST = 5;
/** Longer examples are cut; the words before them name the fields. */
const LONGEST = 300;

/** Why a call's arguments were refused, and what right ones look like. */
export function argumentFaults(
  tool: AegisTool,
  faults: readonly Fault[],
): { why: Sentence; next: string } {
  const first = faults.slice(0, MOST);
  const rest = faults.length - first.length;
  const { en, ko } = inBoth((language) => first.map(({ says }) => says[language]).join("; "));
  const examples = new Set(first.map(({ path }) => exampleAt(tool, path)));
  return {
    why: say(
      `${tool}: ${rest > 0 ? `${en}; and ${rest} more` : en}.`.replace(/\?\.$/, "?"),
      `${tool}: ${rest > 0 ? `${ko}; 그 밖에 ${rest}건` : ko}.`.replace(/\?\.$/, "?"),
    ),
    next: `Call it again with, for example, ${[...examples].join("; ")}`,
  };
}

/** The part of the tool's example at a place; all of it for the place of the whole. */
function exampleAt(tool: AegisTool, path: Path): string {
  const part = JSON.stringify(valueAt(EXAMPLES[tool], path, true)) ?? "{}";
  const short = part.length > LONGEST ? `${part.slice(0, LONGEST)}…` : part;
  return path.length === 0 ? short : `${path.join(".")}: ${short}`;
}
