import type { Phase, PhaseCard } from "./phase.ts";
import { DESIGN } from "./phases/1-design.ts";
import { FOUNDATION } from "./phases/2-foundation.ts";
import { DISPATCH } from "./phases/3-dispatch.ts";
import { MONITORING } from "./phases/4-monitoring.ts";
import { INTEGRATE } from "./phases/5-integrate.ts";
import { FINAL_QA } from "./phases/6-final-qa.ts";
import { DONE } from "./phases/7-done.ts";

export const CARDS: Record<Phase, PhaseCard> = {
  DESIGN,
  FOUNDATION,
  DISPATCH,
  MONITORING,
  INTEGRATE,
  FINAL_QA,
  DONE,
};
