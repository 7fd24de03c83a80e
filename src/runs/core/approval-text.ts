import type { Approval, ApprovalWay } from "../../swarm/core/run/event-parts.ts";
import type { RunWords } from "./run-words.ts";

/** How the plan in force was approved; all null before the approval. */
export interface ApprovalFacts {
  approvedBy: Approval["by"] | null;
  words: string | null;
  /** How the words reached OpenCode; absent in journals that do not name it. */
  way?: ApprovalWay;
}

export function approvalFacts(approval: Approval | undefined): ApprovalFacts {
  if (!approval) return { approvedBy: null, words: null };
  return {
    approvedBy: approval.by,
    words: approval.by === "quote" ? approval.quote : approval.answer,
    ...(approval.way === undefined ? {} : { way: approval.way }),
  };
}

export function approvalText({ approvedBy, words, way }: ApprovalFacts, all: RunWords): string {
  const { approved } = all;
  if (approvedBy === null) return approved.no;
  const text = approved[approvedBy](words ?? "");
  return way === undefined ? text : `${text}, ${approved.way[way]}`;
}
