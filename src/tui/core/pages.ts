import { RUNS } from "../../kit/state-paths.ts";
import { widthOf } from "../../kit/width.ts";
import type { Proposal } from "../../swarm/core/run/state.ts";
import type { Piece } from "../../swarm/core/text/plan-part.ts";
import { planRows } from "../../swarm/core/text/plan-rows.ts";
import { planQuestion } from "../../swarm/core/text/plan-text.ts";
import { type Line, part, type Role, shownText } from "./line.ts";
import { finished, type PanelLook } from "./look.ts";
import type { FollowedRun } from "./seen.ts";
import { TUI_WORDS } from "./words.ts";

/** Rows of a diff; a longer diff is read with `runs show`. */
const MOST_ROWS = 5_000;
const TAB = "    ";

/** The plan that waits for an answer, else the plan in force. */
export function planOfRun({ state }: FollowedRun): Proposal | undefined {
  return state.proposal ?? state.approved;
}

const ROLES: Record<Piece["is"], Role> = {
  words: "plain",
  strong: "strong",
  code: "accent",
  struck: "muted",
};

/** The whole plan: all that stands in the conversation and in its file. */
export function planLines(run: FollowedRun, look: PanelLook): Line[] {
  const words = TUI_WORDS[look.language].plan;
  const proposal = planOfRun(run);
  if (!proposal) return finished([[part("plain", words.none)]], look);
  const head = run.state.proposal ? words.waits : words.approved;
  return finished(
    [
      [part("strong", head)],
      [],
      ...planRows(proposal, look.language, look.columns).map((row) =>
        row.map(({ is, text }) => part(ROLES[is], text)),
      ),
    ],
    look,
  );
}

/** Is this text OpenCode's question about exactly this plan? A model's own question is none. */
export function asksForPlan(text: string, run: FollowedRun): boolean {
  const { proposal } = run.state;
  if (!proposal) return false;
  const file = `${RUNS}/${run.id}/plan-${proposal.number}.md`;
  return (["en", "ko"] as const).some((each) => {
    const question = planQuestion(proposal, file, each);
    // Above it may stand why an answer was no choice.
    return question === text || text.endsWith(`\n\n${question}`);
  });
}

/** A Worker's diff. */
export function diffLines(worker: string, patch: string | undefined, look: PanelLook): Line[] {
  const words = TUI_WORDS[look.language].diff;
  const head: Line = [part("strong", words.of(worker))];
  if (patch === undefined) return finished([head, [part("muted", words.asked)]], look);
  if (patch === "") return finished([head, [part("plain", words.none)]], look);
  const rows = rowsOf(patch, look.columns, roleOfDiff);
  const hidden = rows.length - MOST_ROWS;
  return finished(
    [head, ...rows.slice(0, MOST_ROWS), ...(hidden > 0 ? [[part("warn", words.cut(hidden))]] : [])],
    look,
  );
}

const DIFF_ROLES: readonly (readonly [start: string, role: Role])[] = [
  ["diff ", "strong"],
  ["+++", "strong"],
  ["---", "strong"],
  ["@@", "accent"],
  ["+", "ok"],
  ["-", "bad"],
];

function roleOfDiff(line: string): Role {
  return DIFF_ROLES.find(([start]) => line.startsWith(start))?.[1] ?? "plain";
}

/** Every line of a text, broken where the surface ends: nothing of it is lost. */
function rowsOf(text: string, columns: number, role: (line: string) => Role): Line[] {
  return text
    .trimEnd()
    .split("\n")
    .flatMap((line) =>
      pieces(shownText(line.replaceAll("\t", TAB)), Math.max(2, columns)).map(
        (piece): Line => [part(role(line), piece)],
      ),
    );
}

/** A line in parts that fit `columns` each; an empty line is one empty part. */
function pieces(line: string, columns: number): string[] {
  if (widthOf(line) <= columns) return [line];
  const all: string[] = [];
  let piece = "";
  let width = 0;
  for (const sign of line) {
    const wide = widthOf(sign);
    if (width + wide > columns) {
      all.push(piece);
      piece = "";
      width = 0;
    }
    piece += sign;
    width += wide;
  }
  return [...all, piece];
}
