import { paintWith } from "../kit/paint.ts";
import type { Language } from "../kit/sentence.ts";
import { PHASES } from "../swarm/core/phases/phase.ts";
import type { RunRecord } from "../swarm/core/run/events.ts";
import type { RunState } from "../swarm/core/run/state.ts";
import { dashboard, qaTable } from "../swarm/core/text/dashboard.ts";
import { WORDS } from "../swarm/core/text/messages.ts";
import type { RehearsalResult } from "./play.ts";
import { SCREEN_WORDS } from "./words.ts";

interface Summary extends RehearsalResult {
  seconds: number;
  kept: string | undefined;
  opencode: string;
}

/** Output of a rehearsal for people: phases as they come, the dashboard (live on a terminal), the end. */
export function rehearsalScreen(options: {
  live: boolean;
  quiet: boolean;
  language: Language;
  color: boolean;
  write: (text: string) => void;
}) {
  const { language, live } = options;
  const words = SCREEN_WORDS[language];
  const paint = paintWith(options.color);
  const print = (text: string) => {
    if (!options.quiet) options.write(text);
  };
  let seen = 0;
  let phase = "";
  let drawn = 0;
  let shown = "";

  const line = (text: string) => {
    if (live && drawn > 0) print(`\u001b[${drawn}A\u001b[J`);
    drawn = 0;
    print(`${text}\n`);
  };

  const board = (state: RunState) => {
    if (state.workers.length === 0 || state.phase !== "MONITORING") return;
    const text = dashboard(state, Date.now(), language);
    const key = live ? text : statuses(state);
    if (key === shown) return;
    shown = key;
    if (live && drawn > 0) print(`\u001b[${drawn}A\u001b[J`);
    print(`${text}\n\n`);
    drawn = text.split("\n").length + 1;
  };

  return {
    opening(script: string) {
      print(`${paint.bold("oh-my-qwencoder rehearse")} — ${words.opening(script)}\n`);
    },
    update(state: RunState, records: readonly RunRecord[]) {
      for (const { event } of records.slice(seen)) {
        const text = words.event(event);
        if (text) line(`  ${text}`);
      }
      seen = records.length;
      if (state.phase !== phase) {
        phase = state.phase;
        const number = PHASES.indexOf(state.phase) + 1;
        line(paint.cyan(`\n${WORDS[language].phase} ${number}/7 ${state.phase}`));
      }
      board(state);
    },
    closing(summary: Summary) {
      const { state } = summary;
      print(`\n${dashboard(state, Date.now(), language)}\n\n`);
      if (state.qa) print(`${qaTable(state.qa.results, language)}\n\n`);
      print(`${words.refused(summary.refused.length)}\n`);
      if (summary.commit)
        print(
          `📦 ${paint.bold(summary.subject ?? "")}\n   ${words.commit(summary.commit, summary.tree ?? "")}\n`,
        );
      for (const problem of summary.problems) print(`${paint.red("✗")} ${problem}\n`);
      print(
        `${summary.ok ? paint.green("✓") : paint.red("✗")} ${words.end(summary.seconds, summary.opencode)}\n`,
      );
      print(summary.kept ? `${words.kept(summary.kept)}\n` : `${words.notKept}\n`);
    },
  };
}

function statuses(state: RunState): string {
  return state.workers
    .map(
      ({ now, attempts }) => `${now.status}${now.status === "running" ? now.stage : ""}${attempts}`,
    )
    .join();
}
