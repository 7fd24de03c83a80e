import { statePaths } from "../kit/state-paths.ts";
import { changesOf } from "./adapters/changes-of.ts";
import { placeOf, type RunsContext } from "./context.ts";
import type { RunStatus } from "./core/status.ts";
import { statusLines } from "./core/status-text.ts";
import { readStatus } from "./read-status.ts";
import { answering, drawn, lookOf } from "./screen.ts";

/** The terminal of `--watch`; without a size the output is a file or a pipe. */
export interface WatchScreen {
  size(): { columns: number; rows: number } | undefined;
  /** Fires at Ctrl-C and when the terminal goes away. */
  readonly stop: AbortSignal;
}

/** Also finds what no watcher reports: a process that ended, a branch that moved. */
const POLL_MS = 2_000;
const OPEN = "\u001b[?1049h\u001b[?25l";
const CLOSE = "\u001b[?25h\u001b[?1049l";

/**
 * Draws the status again when it changes, until `stop`. In a terminal it has its own screen, which it gives back, and
 * leaves the last status; elsewhere every change that is more than passing time is printed once.
 */
export function watchStatus(context: RunsContext, screen: WatchScreen): Promise<number> {
  return answering(context, "status", async () => {
    const { top } = await placeOf(context);
    const paths = statePaths(top);
    const changes = changesOf([paths.folder, paths.runs]);
    const own = screen.size() !== undefined;
    const show = own ? inPlace(context, screen) : oneByOne(context);
    if (own) context.write(OPEN);
    let last: RunStatus | undefined;
    try {
      while (!screen.stop.aborted) {
        last = await readStatus(context);
        show(last);
        await changes.next(POLL_MS, screen.stop);
      }
    } finally {
      changes.close();
      if (own) context.write(CLOSE);
    }
    if (own && last) context.write(`${drawn(statusLines(last, lookOf(context)), context)}\n`);
    return 0;
  });
}

function inPlace(context: RunsContext, screen: WatchScreen): (status: RunStatus) => void {
  let shown = "";
  return (status) => {
    const { columns, rows } = screen.size() ?? { columns: 80, rows: 24 };
    const fitting = { ...context, columns };
    const lines = drawn(statusLines(status, lookOf(fitting)), fitting)
      .split("\n")
      .slice(0, rows);
    // Each line clears what stood behind it; the last one has no line feed, which would scroll.
    const frame = `\u001b[H${lines.map((line) => `${line}\u001b[K`).join("\n")}\u001b[J`;
    if (frame === shown) return;
    shown = frame;
    context.write(frame);
  };
}

function oneByOne(context: RunsContext): (status: RunStatus) => void {
  let shown = "";
  return (status) => {
    const facts = JSON.stringify(status, (key, value: unknown) => (PASSING.has(key) ? 0 : value));
    if (facts === shown) return;
    context.write(
      `${shown === "" ? "" : "\n"}${drawn(statusLines(status, lookOf(context)), context)}\n`,
    );
    shown = facts;
  };
}

/** What changes with the clock alone. */
const PASSING: ReadonlySet<string> = new Set(["seconds", "minutesLeft"]);
