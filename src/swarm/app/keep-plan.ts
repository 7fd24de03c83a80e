import type { Language } from "../../kit/sentence.ts";
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
