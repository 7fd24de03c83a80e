import type { EventType } from "../../swarm/core/run/events.ts";
import { CREW, type Member } from "./chaos-project.ts";

/** What the user does beside the run. `same`: in the lines or the file that a Worker writes too. */
export const DEEDS = [
  "edit-elsewhere",
  "edit-apart",
  "edit-same",
  "stage",
  "untracked",
  "untracked-same",
  "ignored",
  "commit",
  "commit-same",
] as const;
export type Deed = (typeof DEEDS)[number];

export const ENDS = ["kill", "term", "torn"] as const;
export const TROUBLES = ["down", "503", "429", "cut", "stall"] as const;
export type ServerTrouble = (typeof TROUBLES)[number];

export type Fault =
  /** OpenCode ends: SIGKILL, SIGTERM, or SIGKILL with the journal's last line torn. Then it is started again. */
  | { kind: (typeof ENDS)[number]; conversation: "same" | "new" }
  | { kind: "suspend"; ms: number }
  | { kind: "server"; trouble: ServerTrouble; ms: number }
  | { kind: "user"; deed: Deed; near: Member }
  | { kind: "folder"; which: "worker" | "all"; worker: number };

/** Something that can be observed: the `nth` event of a type in the journal, or the `nth` request to the model. */
export type Moment = { at: "event"; type: EventType; nth: number } | { at: "request"; nth: number };

/** `afterMs`: the time between the moment and the fault. */
export interface PlannedFault {
  moment: Moment;
  afterMs: number;
  fault: Fault;
}

/** One word for a kind of fault, for lists and figures. */
export function faultName(fault: Fault): string {
  if (fault.kind === "server") return `server-${fault.trouble}`;
  if (fault.kind === "user") return `user-${fault.deed}`;
  return fault.kind === "folder" ? `folder-${fault.which}` : fault.kind;
}

export const FAULT_NAMES: readonly string[] = [
  ...ENDS,
  "suspend",
  ...TROUBLES.map((trouble) => `server-${trouble}`),
  ...DEEDS.map((deed) => `user-${deed}`),
  "folder-worker",
  "folder-all",
];

/** The faults of a seed: two to five, always the same for the same seed. */
export function planFaults(seed: number): PlannedFault[] {
  const random = mulberry32(seed);
  const below = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const ms = () => 1_000 * (2 + below(6));
  return Array.from({ length: 2 + below(4) }, () => {
    const name = pick(FAULT_NAMES);
    const fault = faultOf(name, { pick, ms, below });
    const afterMs = pick([0, 0, 40, 150, 500]);
    return { moment: momentFor(fault, pick, below), afterMs, fault };
  });
}

interface Dice {
  pick: <T>(list: readonly T[]) => T;
  ms: () => number;
  below: (n: number) => number;
}

function faultOf(name: string, { pick, ms, below }: Dice): Fault {
  const end = ENDS.find((each) => each === name);
  if (end) return { kind: end, conversation: pick(["same", "new"]) };
  const trouble = TROUBLES.find((each) => `server-${each}` === name);
  if (trouble) return { kind: "server", trouble, ms: ms() };
  const deed = DEEDS.find((each) => `user-${each}` === name);
  if (deed) return { kind: "user", deed, near: pick(CREW) };
  if (name === "suspend") return { kind: "suspend", ms: ms() };
  return { kind: "folder", which: name === "folder-all" ? "all" : "worker", worker: 1 + below(3) };
}

/** The events of a run without a fault, with how often each comes. */
const EVENTS: readonly (readonly [EventType, number])[] = [
  ["RUN_STARTED", 1],
  ["PLAN_PROPOSED", 1],
  ["PLAN_APPROVED", 1],
  ["FOUNDATION_WRITING", 2],
  ["FOUNDATION_WRITTEN", 2],
  ["FOUNDATION_FROZEN", 1],
  ["WORKERS_DISPATCHED", 1],
  ["WORKER_STARTING", 3],
  ["WORKER_STARTED", 3],
  ["WORKER_STAGE", 4],
  ["WORKER_COMPLETED", 3],
  ["WORKERS_SETTLED", 1],
  ["CONFLICTS_CHECKED", 1],
  ["INTEGRATED", 1],
  ["QA_PASSED", 1],
  ["COMMIT_PREPARED", 1],
  ["COMMITTED", 1],
];
const FIRST_FOLDER = EVENTS.findIndex(([type]) => type === "WORKER_STARTING");
const LAST_FOLDER = EVENTS.findIndex(([type]) => type === "COMMIT_PREPARED");

/** From the moment between an event and its effect to the middle of the next step. */
const KILL_DELAYS = [0, 0, 10, 30, 80, 200, 500] as const;

/** A kill after every event that a run without a fault has; the seed decides how long after. */
export function planKills(seed: number): PlannedFault[] {
  const random = mulberry32(seed);
  const delay = () => KILL_DELAYS[Math.floor(random() * KILL_DELAYS.length)] as number;
  return EVENTS.flatMap(([type, times]) =>
    Array.from({ length: times }, (_, n) => ({
      moment: { at: "event" as const, type, nth: n + 1 },
      afterMs: delay(),
      fault: { kind: "kill" as const, conversation: "same" as const },
    })),
  );
}

/** A run without a fault asks the model about this often. */
const REQUESTS = 28;

function momentFor(fault: Fault, pick: Dice["pick"], below: Dice["below"]): Moment {
  const isFolder = fault.kind === "folder";
  if (!isFolder && below(3) === 0) return { at: "request", nth: 2 + below(REQUESTS - 2) };
  const events = isFolder ? EVENTS.slice(FIRST_FOLDER, LAST_FOLDER) : EVENTS;
  const [type, times] = pick(events);
  return { at: "event", type, nth: 1 + below(times) };
}

/** The public-domain generator mulberry32: 32 bits of state are enough to choose faults. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
