import { z } from "zod";
import { finalQa, type Plan, QA_STRATEGIES, type QaStrategy, qaLack, reportQa } from "./plan.ts";

/** What the user changed in a plan without a new proposal. `workers`: Workers that run at the same time. */
export const PlanChoices = z.object({
  strategy: z.enum(QA_STRATEGIES).optional(),
  workers: z.int().min(1).optional(),
});
export type PlanChoices = z.infer<typeof PlanChoices>;

/** What the plugin saw when the plan was proposed; no model said any of it. */
export const Observed = z.object({
  /** Files of the user's project; 0: a new project. Configuration and texts about the project do not count. */
  files: z.number(),
  /** Workers that the settings let run at the same time. */
  places: z.number(),
  /** The model server's own figures: `sessions` of full length that its cache holds. Or why there are none. */
  server: z.union([
    z.object({ running: z.number(), waiting: z.number(), sessions: z.number().optional() }),
    /** `ko`: the same in Korean, if the words are ours. */
    z.object({ silent: z.string(), ko: z.string().optional() }),
  ]),
});
export type Observed = z.infer<typeof Observed>;

/** A plan with the user's choices in it. Old journals hold no `observed`. */
export interface DrawnPlan {
  /** The strategy in it is the one in force. */
  plan: Plan;
  choices?: PlanChoices;
  observed?: Observed;
}

/** The strategies of which this plan has the commands, in their order. */
export function possibleStrategies(plan: Plan): QaStrategy[] {
  return QA_STRATEGIES.filter((strategy) => {
    const lack = qaLack({ ...plan, qa_strategy: strategy });
    return !lack.plan && lack.workers.length === 0;
  });
}

/** The most Workers of this plan that can run at the same time. */
export function mostAtOnce({ plan, observed }: DrawnPlan): number {
  return Math.min(plan.workers.length, observed?.places ?? plan.workers.length);
}

/** How many of them do. */
export function atOnce(drawn: DrawnPlan): number {
  return Math.min(mostAtOnce(drawn), drawn.choices?.workers ?? Number.POSITIVE_INFINITY);
}

/** Runs of QA commands if nothing fails: before the reports are accepted, and on the merged tree. */
export function qaCost(plan: Plan): { reports: number; end: number } {
  const reports = plan.workers.map((worker) => reportQa(plan, worker).length);
  return { reports: reports.reduce((sum, each) => sum + each, 0), end: finalQa(plan).length };
}

/** The choices in force, as figures. */
export interface ChoiceFacts {
  strategy: QaStrategy;
  cost: { reports: number; end: number };
  atOnce: number;
  most: number;
  /** What of it the user has chosen. */
  chosen: PlanChoices;
  observed: Observed | null;
}

export function choiceFacts(drawn: DrawnPlan): ChoiceFacts {
  const { plan, choices = {}, observed = null } = drawn;
  return {
    ...{ strategy: plan.qa_strategy, cost: qaCost(plan), chosen: choices, observed },
    ...{ atOnce: atOnce(drawn), most: mostAtOnce(drawn) },
  };
}

/** The plan with the choices that it can bear; the others are dropped. */
export function withChoices(plan: Plan, choices: PlanChoices | undefined): DrawnPlan {
  if (!choices) return { plan };
  const { strategy, workers } = choices;
  const bears = strategy !== undefined && possibleStrategies(plan).includes(strategy);
  const borne: PlanChoices = { ...(bears ? { strategy } : {}), ...(workers ? { workers } : {}) };
  return { plan: bears ? { ...plan, qa_strategy: strategy } : plan, choices: borne };
}

/** Why a choice is none for this plan; undefined if it is one. */
export function choiceLack(
  drawn: DrawnPlan,
  { strategy, workers }: PlanChoices,
): "nothing" | "strategy" | "workers" | undefined {
  if (strategy === undefined && workers === undefined) return "nothing";
  if (strategy !== undefined && !possibleStrategies(drawn.plan).includes(strategy))
    return "strategy";
  return workers !== undefined && workers > mostAtOnce(drawn) ? "workers" : undefined;
}

const ABOUT_THE_PROJECT =
  /^(\.opencode\/.*|opencode\.jsonc?|\.git(ignore|attributes|modules)|\.editorconfig|(README|LICEN[CS]E|NOTICE|AGENTS|CLAUDE|CHANGELOG)(\..*)?)$/i;

/** How many of these paths, relative to the repository, are files of a project that exists already. */
export function projectFiles(paths: Iterable<string>): number {
  return [...paths].filter((path) => !ABOUT_THE_PROJECT.test(path)).length;
}
