import type { Idle } from "./decide.ts";
import type { Act } from "./read-act.ts";

/** Texts for people of `/aegis`. */
export interface SteeringWords {
  /** One line in OpenCode's list of commands. */
  description: string;
  help: { head: string; acts: Record<Act, string>; conversation: string };
  unknown: (said: string, nearest: Act | undefined) => string;
  idle: Record<Exclude<Idle, "server-open" | "unknown-worker">, string>;
  /** `names`: the Workers of the plan. */
  unknownWorker: (names: string) => string;
  /** `why`: what makes the server open; `command` starts OpenCode. */
  serverOpen: (why: string, command: string) => string;
  stopped: {
    workers: (names: string) => string;
    /** Workers that came to their own end meanwhile. */
    ended: (names: string) => string;
    /** Workers that the journal still shows at work. */
    left: (names: string) => string;
    commander: string;
    runOpen: string;
  };
  resumed: {
    workers: (names: string) => string;
    stays: (worker: string, why: string) => string;
    /** More Workers are sent back than `limit`, which may work at the same time. */
    atOnce: (limit: number) => string;
    commander: string;
  };
  plan: {
    /** Below a plan that is put before the user before the act approves it. */
    readFirst: string;
    approved: string;
    declined: string;
    /** The Commander was told what the user wants. */
    declinedFor: string;
    notHeard: string;
    /** An answer to plan `named` came while plan `waits` waits. */
    another: (named: number, waits: number) => string;
  };
  /** Of a command in a shell. */
  shell: { undriven: string; asked: (pid: number, act: string) => string };
  retried: (worker: string) => string;
  notRetried: (worker: string, why: string) => string;
  cancelled: (shown: string, worker: string) => string;
  notCancelled: (worker: string, why: string) => string;
  refused: (why: string, next: string) => string;
  failed: (why: string, next: string) => string;
}
