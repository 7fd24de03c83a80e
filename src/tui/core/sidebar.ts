import { outcomeOf, titleOf } from "../../runs/core/outcome.ts";
import { RUN_WORDS } from "../../runs/core/words.ts";
import { duration } from "../../swarm/core/text/dashboard.ts";
import { apart, folded, type Line, part } from "./line.ts";
import { finished, type PanelLook } from "./look.ts";
import { noteLines, troubleLines } from "./notes.ts";
import { railOf } from "./rail.ts";
import type { Seen } from "./seen.ts";
import { type ServerSeen, serverRow } from "./server-seen.ts";
import { TUI_WORDS } from "./words.ts";
import { barOf, roleOf, statusText, workersOf } from "./worker-parts.ts";

/** The panel beside a session; no row if no run was ever started. `now` is in epoch milliseconds. */
export function sidebarLines(
  seen: Seen,
  look: PanelLook,
  now: number,
  server?: ServerSeen,
): Line[] {
  const { run } = seen;
  if (!run) return finished(troubleLines(seen, look), look);
  const words = RUN_WORDS[look.language];
  const { columns } = look;
  const head: Line = [part("strong", "Aegis")];
  const outcome: Line = [part("muted", words.outcome[outcomeOf(run)])];
  const workers = workersOf(seen, now);
  return finished(
    [
      apart(head, outcome, columns),
      ...folded("muted", titleOf(run) ?? words.noTitle, columns).slice(0, 2),
      ...troubleLines(seen, look),
      ...railOf(run, TUI_WORDS[look.language]),
      ...workers.map((worker) => {
        const time = worker.seconds === undefined ? "" : ` ${duration(worker.seconds)}`;
        return apart(
          [part("muted", `${worker.id} `), part("plain", worker.name)],
          [part(roleOf(worker), statusText(worker, look)), part("muted", time)],
          columns,
        );
      }),
      ...(workers.length > 0 ? [barOf(run, look)] : []),
      ...serverRow(server, look),
      ...noteLines(seen, look),
    ],
    look,
  );
}
