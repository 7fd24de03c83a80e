import type { Language } from "../../kit/sentence.ts";
import { eventWord, isStop } from "../../runs/core/event-words.ts";
import { textOf } from "../../runs/core/history.ts";
import type { EventOf, RunEvent, RunRecord } from "../../swarm/core/run/events.ts";
import { NOTE_WORDS } from "../../swarm/core/show/words.ts";
import { WORDS } from "../../swarm/core/text/messages.ts";
import { type Line, part, type Role } from "./line.ts";
import type { PanelLook } from "./look.ts";
import { TUI_WORDS } from "./words.ts";

/** As many events as help a person; `runs show` has them all. */
const MOST_EVENTS = 30;

const ROLES: Partial<Record<RunEvent["type"], Role>> = {
  WORKER_COMPLETED: "ok",
  QA_PASSED: "ok",
  COMMITTED: "ok",
  WORKER_FAILED: "bad",
  QA_FAILED: "bad",
  CALL_REFUSED: "warn",
  REPORT_REFUSED: "warn",
  WORKER_PAUSED: "warn",
  RUN_ABORTED: "warn",
};

/** The newest events of a journal, the newest first. */
export function timelineLines(records: readonly RunRecord[], look: PanelLook): Line[] {
  const words = TUI_WORDS[look.language];
  const newest = records.slice(-MOST_EVENTS).toReversed();
  return [
    [part("strong", words.timeline)],
    ...newest.map(({ at, event }): Line => {
      const who = whoOf(event);
      return [
        part("muted", `${at.slice(11, 19)} `),
        ...(who ? [part("strong", `${who} `)] : []),
        part(ROLES[event.type] ?? "plain", eventText(event, look)),
      ];
    }),
  ];
}

/** What happened in one row, with the event's own words if it has some. */
export function eventText(event: RunEvent, look: PanelLook): string {
  const said = saidIn(event, look.language);
  return said ? `${eventName(event, look)}: ${oneRow(said)}` : eventName(event, look);
}

export function eventName(event: RunEvent, { language }: PanelLook): string {
  return eventWord({ type: event.type, isStop: isStop(event) }, language);
}

/** The event's own words. */
export function saidIn(event: RunEvent, language: Language): string | undefined {
  switch (event.type) {
    case "WORKER_STAGE":
      return WORDS[language].status[event.stage];
    case "WORKER_PAUSED":
      return reasonIn(event, language);
    case "WORKER_FAILED":
      if (event.failure === "INTERRUPTED") return reasonIn(event, language);
      return `${NOTE_WORDS[language].failure[event.failure]} (${reasonIn(event, language)})`;
    default:
      return textOf(event)?.[language];
  }
}

function whoOf(event: RunEvent): string | undefined {
  if ("worker" in event) return event.worker;
  return event.type === "CALL_REFUSED" ? event.who : undefined;
}

function reasonIn(
  { why, ko = why }: EventOf<"WORKER_FAILED" | "WORKER_PAUSED">,
  language: Language,
): string {
  return language === "ko" ? ko : why;
}

function oneRow(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
