import { usersTurn } from "../../runs/core/next-steps.ts";
import { outcomeOf } from "../../runs/core/outcome.ts";
import { asLeft } from "../../runs/core/status.ts";
import { stepTexts } from "../../runs/core/status-text.ts";
import { RUN_WORDS } from "../../runs/core/words.ts";
import type { AgentCalls } from "../../swarm/core/live-calls.ts";
import { qaReason } from "../../swarm/core/qa.ts";
import { someWait } from "../../swarm/core/run/workers-of.ts";
import { serverLine } from "../../swarm/core/text/dashboard.ts";
import { folded, type Line, part, type Role } from "./line.ts";
import { finished, type PanelLook } from "./look.ts";
import type { FollowedRun, Seen } from "./seen.ts";
import { TUI_WORDS } from "./words.ts";

/** A time of day in UTC. */
export function timeOfDay(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** Why nothing can be read, and the next step. */
export function troubleLines({ trouble }: Seen, { language, columns }: PanelLook): Line[] {
  if (!trouble) return [];
  return [
    ...folded("bad", TUI_WORDS[language].unreadable, columns),
    ...folded("plain", trouble.what[language], columns),
    ...folded("plain", `→ ${trouble.next[language]}`, columns, 2),
  ];
}

/**
 * What is to be known besides the Workers: a fault of the journal, no driver, the model server, the user's turn.
 * `commander`: what the Commander does now, if that was seen.
 */
export function noteLines(
  seen: Seen,
  { language, columns }: PanelLook,
  commander?: AgentCalls,
): Line[] {
  const { run, driver } = seen;
  if (!run) return [];
  const words = RUN_WORDS[language];
  const driven = driver?.alive === true;
  // A last line without its end is only being written, as long as somebody writes.
  const fault = run.fault === "torn" && driven ? undefined : run.fault;
  const isIdle = outcomeOf(run) === "open" && !driven;
  const server =
    run.state.server &&
    serverLine(
      run.state.server,
      someWait(asLeft(run.state, seen)),
      language,
      (at) => `${timeOfDay(at)} UTC`,
    );
  const turns = stepTexts(usersTurn(run.state, driver, commander), words.yours);
  return [
    ...(fault ? folded("bad", words.journal[fault](run.records.length), columns) : []),
    ...(isIdle ? folded("warn", words.lastSeen, columns) : []),
    ...(server ? folded("warn", server, columns) : []),
    ...qaLines(run, { language, columns }),
    ...(turns.length > 0 ? [[part("strong", words.head.yours)]] : []),
    ...turns.flatMap((text) => folded("warn", `▸ ${text}`, columns, 2)),
  ];
}

/** A failed QA sends the run back a phase, so that its place alone does not tell. */
function qaLines(
  run: FollowedRun,
  { language, columns }: Pick<PanelLook, "language" | "columns">,
): Line[] {
  const { qa } = run.state;
  if (outcomeOf(run) !== "open" || qa?.type !== "QA_FAILED") return [];
  const words = RUN_WORDS[language];
  return folded("bad", `${words.head.qa}: ${words.qa.failed(qaReason(qa)[language])}`, columns);
}

const VARIANTS = { info: "accent", warning: "warn", error: "bad" } as const satisfies Record<
  string,
  Role
>;
/** Rows of an answer; the whole of it stands in the conversation. */
const MOST_NOTICE_ROWS = 6;

/** What the user was just told. */
export function noticeLines(
  notice: { message: string; variant: keyof typeof VARIANTS } | undefined,
  look: PanelLook,
): Line[] {
  if (!notice) return [];
  const { message, variant } = notice;
  const rows = message
    .split("\n")
    .flatMap((text) => folded(VARIANTS[variant], text, look.columns - 2));
  return finished(
    rows.slice(0, MOST_NOTICE_ROWS).map((row) => [part("muted", "» "), ...row]),
    look,
  );
}
