import { statePaths } from "../kit/state-paths.ts";
import { changesOf } from "./adapters/changes-of.ts";
import { placeOf, type RunsContext } from "./context.ts";
import type { RunStatus } from "./core/status.ts";
import { statusLines } from "./core/status-text.ts";
import { readStatus } from "./read-status.ts";
import { answering, drawn, lookOf } from "./screen.ts";

/** Also finds what no watcher reports: a process that ended, a branch that moved. */
const POLL_MS = 2_000;

/**
 * Prints the status once, and again after every change that is more than passing time, until `stop`: as text, or with
 * `--json` as one document a line.
 */
export function watchStatus(context: RunsContext, stop: AbortSignal): Promise<number> {
  return answering(context, "status", async () => {
    const { top } = await placeOf(context);
    const paths = statePaths(top);
    const changes = changesOf([paths.folder, paths.runs]);
    let shown = "";
    try {
      while (!stop.aborted) {
        const status = await readStatus(context);
        const facts = JSON.stringify(status, withoutPassing);
        if (facts !== shown) context.write(printed(status, context, shown === ""));
        shown = facts;
        await changes.next(POLL_MS, stop);
      }
    } finally {
      changes.close();
    }
    return 0;
  });
}

function printed(status: RunStatus, context: RunsContext, isFirst: boolean): string {
  if (context.json) return `${JSON.stringify(status)}\n`;
  return `${isFirst ? "" : "\n"}${drawn(statusLines(status, lookOf(context)), context)}\n`;
}

/** What changes with the clock alone, and what changes with every call of an agent. */
const PASSING: ReadonlySet<string> = new Set(["seconds", "minutesLeft", "live", "commander"]);

function withoutPassing(key: string, value: unknown): unknown {
  return PASSING.has(key) ? 0 : value;
}
