import { statusWord } from "../../runs/core/look.ts";
import { countsOf } from "../../runs/core/outcome.ts";
import { type WorkerStatus, workerStatuses } from "../../runs/core/status.ts";
import type { TimeLimits } from "../../swarm/core/run/time-limits.ts";
import { WORDS } from "../../swarm/core/text/messages.ts";
import { type Line, part, type Role } from "./line.ts";
import type { PanelLook } from "./look.ts";
import type { FollowedRun, Seen } from "./seen.ts";

const BAR_COLUMNS = 10;

const ROLES: Readonly<Record<WorkerStatus["status"], Role>> = {
  planned: "muted",
  queued: "muted",
  exploring: "accent",
  implementing: "accent",
  "self-qa": "accent",
  paused: "warn",
  completed: "ok",
  failed: "bad",
  stopped: "warn",
  cancelled: "muted",
};

/** The Workers of the run; `now` is in epoch milliseconds and counts only while a process drives the run. */
export function workersOf({ run, driver }: Seen, now: number, limits?: TimeLimits): WorkerStatus[] {
  if (!run) return [];
  const facts = { run, driver, limits, now, git: { worktrees: [] } };
  return workerStatuses(run.state, facts);
}

export function roleOf({ status }: WorkerStatus): Role {
  return ROLES[status];
}

/** The status as sign and word, as in every other place of the product. */
export function statusText(
  { status }: WorkerStatus,
  { language, columns, ascii }: PanelLook,
): string {
  return statusWord(status, { language, columns, plain: ascii });
}

/** The sign of a status alone, for a row without room for its word. */
export function statusSign(worker: WorkerStatus, look: PanelLook): string {
  return statusText(worker, { ...look, ascii: false }).split(" ")[0] ?? "";
}

/** A small bar of the accepted results. */
export function barOf({ state }: FollowedRun, { language }: PanelLook): Line {
  const { done, all } = countsOf(state);
  const full = all === 0 ? 0 : Math.floor((done / all) * BAR_COLUMNS);
  return [
    part("ok", "█".repeat(full)),
    part("muted", "░".repeat(BAR_COLUMNS - full)),
    part("plain", ` ${WORDS[language].completedOf(done, all)}`),
  ];
}
