import { COMMANDER_TEXTS } from "./commander.ts";
import type { ModelText } from "./form.ts";
import { CALLLESS_TEXTS, FORM_TEXTS } from "./forms.ts";
import { HOST_TEXTS } from "./host.ts";
import { PLAN_TEXTS } from "./plans.ts";
import { REFUSED_PLANS } from "./plans-refused.ts";
import { WORKER_TEXTS } from "./worker.ts";

/** All texts, by the agent whose tools the parser knows while it reads them. */
export const TEXTS: Record<"commander" | "worker", readonly ModelText[]> = {
  commander: [
    ...[...COMMANDER_TEXTS, ...FORM_TEXTS, ...CALLLESS_TEXTS],
    ...[...PLAN_TEXTS, ...REFUSED_PLANS, ...HOST_TEXTS],
  ],
  worker: WORKER_TEXTS,
};

export const ALL_TEXTS: readonly ModelText[] = [...TEXTS.commander, ...TEXTS.worker];
