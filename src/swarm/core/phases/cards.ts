import { DESIGN } from "./1-design.ts";
import { FOUNDATION } from "./2-foundation.ts";
import { DISPATCH } from "./3-dispatch.ts";
import { MONITORING } from "./4-monitoring.ts";
import { INTEGRATE } from "./5-integrate.ts";
import { FINAL_QA } from "./6-final-qa.ts";
import { DONE } from "./7-done.ts";
import type { Phase, PhaseCard } from "./phase.ts";

export const CARDS: Record<Phase, PhaseCard> = {
  DESIGN,
  FOUNDATION,
  DISPATCH,
  MONITORING,
  INTEGRATE,
  FINAL_QA,
  DONE,
};
