import { usersTurn } from "../../runs/core/next-steps.ts";
import { countsOf, outcomeOf } from "../../runs/core/outcome.ts";
import { RUN_WORDS } from "../../runs/core/words.ts";
import { PHASES } from "../../swarm/core/phases/phase.ts";
import { WORDS } from "../../swarm/core/text/messages.ts";
import { type Line, lineWidth, part, type Segment } from "./line.ts";
import { finished, type PanelLook } from "./look.ts";
import { isDriven, type Seen } from "./seen.ts";
import { TUI_WORDS } from "./words.ts";
import { roleOf, statusSign, statusText, workersOf } from "./worker-parts.ts";

const GAP = " · ";

/** The row below everything; undefined if no run was ever started. Workers get as much room as the rest leaves. */
export function bottomLine(seen: Seen, look: PanelLook): Line | undefined {
  const { run } = seen;
  const words = TUI_WORDS[look.language];
  if (!run) return seen.trouble && finished([[part("bad", words.unreadable)]], look)[0];
  const { phase } = run.state;
  const outcome = outcomeOf(run);
  const head: Line = [
    part("strong", `Aegis ${phase}`),
    part("muted", ` ${PHASES.indexOf(phase) + 1}/7`),
    ...(outcome === "open" ? [] : after("plain", RUN_WORDS[look.language].outcome[outcome])),
  ];
  const { done, all } = countsOf(run.state);
  const tail: Line = [
    ...(all > 0 ? after("plain", WORDS[look.language].completedOf(done, all)) : []),
    ...flags(seen, words.waits, words.notDriven),
  ];
  const room = look.columns - lineWidth(head) - lineWidth(tail);
  return finished([[...head, ...workerParts(seen, { ...look, columns: room }), ...tail]], look)[0];
}

function flags(seen: Seen, waits: string, notDriven: string): Segment[] {
  const { run, driver } = seen;
  if (!run || outcomeOf(run) !== "open") return [];
  if (!isDriven(seen)) return after("warn", notDriven);
  return usersTurn(run.state, driver).length > 0 ? after("warn", `▸ ${waits}`) : [];
}

/** Each Worker with the word of its status, else with the sign alone, else as many as fit. */
function workerParts(seen: Seen, look: PanelLook): Line {
  const workers = workersOf(seen, 0);
  const worded = workers.flatMap((worker) =>
    after(roleOf(worker), `${worker.id} ${statusText(worker, look)}`),
  );
  if (lineWidth(worded) <= look.columns) return worded;
  let line: Line = [];
  for (const worker of workers) {
    const sign = look.ascii ? statusText(worker, look) : statusSign(worker, look);
    const next = [...line, ...after(roleOf(worker), `${worker.id} ${sign}`)];
    if (lineWidth(next) > look.columns - 2) return [...line, part("muted", " …")];
    line = next;
  }
  return line;
}

function after(role: Segment["role"], text: string): Segment[] {
  return [part("muted", GAP), part(role, text)];
}
