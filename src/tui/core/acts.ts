import { outcomeOf } from "../../runs/core/outcome.ts";
import type { WorkerState } from "../../swarm/core/run/state.ts";
import { workerNamed } from "../../swarm/core/run/workers-of.ts";
import { type DashboardAct, KEYS, type PlanAnswer } from "./act-keys.ts";
import { flowed, type Line, part } from "./line.ts";
import { finished, type PanelLook } from "./look.ts";
import { isDriven, type Seen } from "./seen.ts";
import { TUI_WORDS } from "./words.ts";

/**
 * The acts that make sense now. Workers are steered only while a living process drives the run; going on and ending it
 * first make this OpenCode take the run over.
 */
export function possibleActs(seen: Seen, chosen: string | undefined): DashboardAct[] {
  const { run } = seen;
  if (!run) return [];
  const { state } = run;
  const worker = chosen === undefined ? undefined : workerNamed(state, chosen);
  const driven = isDriven(seen);
  const open = outcomeOf(run) === "open";
  const can: Record<DashboardAct, boolean> = {
    choose: state.workers.length > 0,
    open: worker?.home?.sessionID !== undefined,
    diff: worker !== undefined && worker.attempts > 0,
    plan: (state.proposal ?? state.approved) !== undefined,
    stop: driven,
    resume: open,
    retry: driven && worker !== undefined && isOver(worker),
    cancel: driven && worker !== undefined && worker.now.status !== "completed" && !isGone(worker),
    abort: open,
  };
  return (Object.keys(KEYS) as DashboardAct[]).filter((act) => can[act]);
}

function isOver({ now }: WorkerState): boolean {
  return now.status === "completed" || now.status === "failed" || now.status === "cancelled";
}

function isGone({ now }: WorkerState): boolean {
  return now.status === "cancelled";
}

/** What the user would type: the same words, the same path, the same answer. */
export function typedFor(
  act: "stop" | "resume" | "retry" | "cancel" | "abort",
  worker: string | undefined,
  words = "",
): string {
  switch (act) {
    case "retry":
    case "cancel":
      return `${act} ${worker ?? ""} ${words}`.trim();
    case "abort":
      return "abort yes";
    default:
      return act;
  }
}

/**
 * The same for an answer to a plan that OpenCode does not ask about. `words`: what the user wants instead. It names the
 * plan that was read, so that it is no answer to one that has come since.
 */
export function typedAnswer(given: PlanAnswer, plan: number, words: string): string {
  const act = given === "change" ? "decline" : given;
  return `${act} plan-${plan} ${given === "approve" ? "" : words}`.trim();
}

/** The Worker after the chosen one, `by` places on; after the last one comes the first. */
export function nextWorker(
  { run }: Seen,
  chosen: string | undefined,
  by: 1 | -1,
): string | undefined {
  const ids = run?.state.workers.map(({ id }) => id) ?? [];
  const at = chosen === undefined ? -1 : ids.indexOf(chosen);
  if (at < 0) return by === 1 ? ids[0] : ids.at(-1);
  return ids[(at + by + ids.length) % ids.length];
}

/** The rows that name keys and what they do. */
export function keyLines(
  named: readonly (readonly [key: string, what: string])[],
  look: PanelLook,
): Line[] {
  const items = named.map(([key, what]): Line => [part("accent", key), part("muted", ` ${what}`)]);
  return finished(flowed(items, " · ", look.columns), look);
}

/** The keys of the full screen. */
export function actLines(acts: readonly DashboardAct[], look: PanelLook): Line[] {
  const { key, act } = TUI_WORDS[look.language].acts;
  return keyLines(
    acts.map((each) => [key[each] ?? KEYS[each], act[each]] as const),
    look,
  );
}
