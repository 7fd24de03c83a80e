import { inTurnQueue } from "../../kit/in-turn.ts";
import type { Language } from "../../kit/sentence.ts";
import type { Run } from "../app/run.ts";
import type { Denial } from "../core/run/denial.ts";
import type { RunEvent } from "../core/run/events.ts";
import type { RunState } from "../core/run/state.ts";
import { noteOf } from "../core/show/note.ts";
import { refusalNote } from "../core/show/refusal-note.ts";
import type { UserLanguage } from "./user-language.ts";

/** A call that was refused. `who` is the name of a Worker, or the role. */
export interface Refused {
  who: string;
  tool: string;
  denial: Denial;
}

/** What people read in the Commander's conversation while a run goes on; the model never reads it. */
export interface Notes {
  /** The Commander works in this session from now on, so that people read there. */
  commanderIn(sessionID: string): void;
  /** The user has spoken: refusals like earlier ones are news again. */
  userSpoke(): void;
  /** Draws what no event of the run tells. */
  told(text: string): void;
  /** Draws a refusal if a person should know it. */
  refused(call: Refused): void;
}

interface Parts {
  run: Pick<Run, "state" | "onChange">;
  language: Pick<UserLanguage, "now">;
  show: (sessionID: string, text: string) => Promise<void>;
  /** How the shells of agents are held here, if by less than bubblewrap. */
  weakLayer: (language: Language) => string | undefined;
  /** The paths that the run's commit changes, as git names them. */
  committedFiles: (before: RunState, event: RunEvent) => Promise<readonly string[]>;
  /** Reports a note that could not be shown; the run goes on. */
  report: (problem: string) => void;
}

/**
 * Draws each event once, when it happens: events of an ended process are not drawn again. Attach after the recovery
 * of a run.
 */
export function notes({ run, language, show, weakLayer, committedFiles, report }: Parts): Notes {
  let before = run.state;
  let session: string | undefined;
  const refusals = new Map<string, number>();
  const inTurn = inTurnQueue();

  const draw = (textOf: () => Promise<string | undefined>): void => {
    const at = session ?? run.state.sessionID;
    inTurn(async () => {
      const text = await textOf();
      if (text !== undefined && at !== undefined) await show(at, text);
    }).catch((error: unknown) => report(`note: ${String(error)}`));
  };

  run.onChange((after, event) => {
    const happened = { before, after, event };
    const spoken = language.now;
    before = after;
    draw(async () => {
      const files = await committedFiles(happened.before, event).catch((error: unknown) => {
        report(`files of the commit: ${String(error)}`);
        return [];
      });
      const note = noteOf({ ...happened, files }, spoken);
      const isFirst = event.type === "PLAN_APPROVED" && !happened.before.approved;
      const layer = isFirst ? weakLayer(spoken) : undefined;
      return layer === undefined ? note : [...(note ? [note] : []), layer].join("\n\n");
    });
  });

  return {
    commanderIn(sessionID) {
      session = sessionID;
    },
    userSpoke() {
      refusals.clear();
    },
    told(text) {
      draw(async () => text);
    },
    refused({ who, tool, denial }) {
      const key = `${who} ${tool} ${denial.code}`;
      const times = (refusals.get(key) ?? 0) + 1;
      refusals.set(key, times);
      const text = refusalNote({ who, tool, denial, times }, language.now);
      if (text !== undefined) draw(async () => text);
    },
  };
}
