import { paintWith } from "../kit/paint.ts";
import type { RunsContext } from "../runs/context.ts";
import { print } from "../runs/screen.ts";
import type { Proposal } from "../swarm/core/run/state.ts";
import type { Piece } from "../swarm/core/text/plan-part.ts";
import { planRows } from "../swarm/core/text/plan-rows.ts";
import { STEERING_WORDS } from "./core/words.ts";

/** Prints the whole plan that waits, drawn for a terminal; a file or a pipe gets each row unbroken. */
export function printPlan(plan: Proposal, context: RunsContext): void {
  const { color, columns = Number.POSITIVE_INFINITY, json, language, write } = context;
  if (json) return;
  const paint = paintWith(color);
  const drawn: Record<Piece["is"], (text: string) => string> = {
    words: String,
    strong: paint.bold,
    code: paint.cyan,
    struck: paint.dim,
  };
  const rows = planRows(plan, language, columns);
  const lines = rows.map((row) => row.map(({ is, text }) => drawn[is](text)).join(""));
  write(`${lines.join("\n")}\n\n`);
  print([{ text: STEERING_WORDS[language].plan.readFirst }], context);
}
