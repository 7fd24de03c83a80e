import type { Language } from "../../kit/sentence.ts";
import type { Denial } from "../core/run/denial.ts";
import type { Proposal } from "../core/run/state.ts";
import { planDocument } from "../core/text/plan-text.ts";
import type { Swarm } from "./swarm.ts";

/** Puts the whole plan into its file, as it is now; returns the text and the file's path relative to the checkout. */
export async function keepPlan(
  { journal, run }: Pick<Swarm, "journal" | "run">,
  proposal: Proposal,
  language: Language,
): Promise<{ text: string; file: string }> {
  const text = planDocument(proposal, language);
  const file = await journal.keep(
    run.state.runId ?? "run",
    `plan-${proposal.number}.md`,
    Buffer.from(`${text}\n`),
  );
  return { text, file };
}

/**
 * Notes that the whole plan stands before its user. The first time counts: words that they wrote since then can answer
 * the plan, however often it is shown again.
 */
export async function noteShown(run: Swarm["run"], proposal: number): Promise<Denial | undefined> {
  const { proposal: now } = run.state;
  if (now?.number === proposal && now.shownAt !== undefined) return undefined;
  return run.submit({ type: "PLAN_SHOWN", proposal });
}
