import { say } from "../../kit/sentence.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { type RunState, runOpen } from "../core/run/state.ts";
import { workerNamed } from "../core/run/workers-of.ts";
import { endCall } from "./call-end.ts";
import type { Project } from "./project.ts";
import { refuse } from "./refusal.ts";
import { described, type GuardedCall } from "./tool-call.ts";
import type { TreeUse, Turn } from "./tree-queue.ts";

const WRITERS = new Set(["write", "edit", "multiedit", "patch", "apply_patch"]);
const READERS = new Set(["read", "grep", "glob", "list"]);

export interface WaitTimes {
  /** How often the host is asked whether the calls that use the tree still run. */
  lookMs: number;
  /** After this time the call is refused. */
  limitMs: number;
}

/** Longer than OpenCode's own limit of a shell call, two minutes, and far below a Worker's limit of silence. */
const TIMES: WaitTimes = { lookMs: 10_000, limitMs: 150_000 };

/**
 * Waits until the call may use its tree, then runs its gate: what the gate sees stays true until the call has ended
 * (`endCall`). Tools that use no tree do not wait, and neither do the user's own agents while no run is open. Throws a
 * refusal if the tree does not get free.
 */
export async function inItsTree(
  project: Project,
  call: GuardedCall,
  gate: () => Promise<void>,
  times = TIMES,
): Promise<void> {
  const { state } = project.swarm.run;
  const tree = treeOf(call, state, project.swarm.top);
  const use = useOf(call, tree === project.swarm.top);
  if (!use || (call.actor.role === "other" && !runOpen(state))) return gate();
  const turn = project.trees.enter(tree, use, call);
  try {
    const admitted = await wait(project, turn, times);
    if (admitted === undefined) await refuse(project, described(call), stillUsed(turn));
    if (!admitted) throw endedEarly();
    await gate();
    if (!turn.isHeld()) {
      // An end that came before the gate had opened anything has closed nothing.
      await endCall(project, call);
      throw endedEarly();
    }
  } catch (error) {
    turn.giveUp();
    throw error;
  }
}

/** In the checkout a shell can lead a reader to nothing that the Commander, whose shell it is, may not read itself. */
function useOf({ tool }: GuardedCall, inCheckout: boolean): TreeUse | undefined {
  if (tool === "bash") return "shell";
  return WRITERS.has(tool) || (READERS.has(tool) && !inCheckout) ? "file tool" : undefined;
}

function endedEarly(): Error {
  return new Error("The call was ended while it waited for another call in the same folder.");
}

/** Undefined if the time is up. */
async function wait(
  project: Project,
  { admitted, holders }: Turn,
  { lookMs, limitMs }: WaitTimes,
): Promise<boolean | undefined> {
  for (let waited = 0; waited < limitMs; waited += lookMs) {
    const answer = await within(lookMs, admitted);
    if (answer !== undefined) return answer;
    // A host that does not answer must not make this wait longer.
    await within(lookMs, endLost(project, holders()));
  }
  return within(0, admitted);
}

/** Ends the calls that the host no longer runs: it has not said so, or we did not listen. */
async function endLost(project: Project, holders: ReturnType<Turn["holders"]>): Promise<void> {
  for (const holder of holders) {
    try {
      if (!(await project.isRunning(holder))) await endCall(project, holder);
    } catch (error) {
      await project.log("error", `the end of ${holder.tool} ${holder.callID}: ${String(error)}`);
    }
  }
}

/** What `answer` resolves with, or undefined after `ms`. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function stillUsed({ holders }: Turn): Denial {
  const names = [...new Set(holders().map(({ tool }) => tool))];
  const [en, ko] = [names.join(" and ") || "another call", names.join(", ") || "다른 호출"];
  return deny(
    "SHELL_RUNNING",
    say(
      `Shells and file tools of one folder run one after the other, and ${en} has not returned there yet.`,
      `같은 폴더의 셸과 파일 도구는 하나씩 실행하는데, 거기서 ${ko}이(가) 아직 끝나지 않았습니다.`,
    ),
    "Call it again after that call has returned.",
  );
}

/** A Worker's tree, also for its Scouts; the Commander's calls share the checkout and the integration worktree. */
function treeOf({ actor, directory }: GuardedCall, state: RunState, top: string): string {
  if (actor.role === "worker")
    return workerNamed(state, actor.worker)?.home?.directory ?? directory;
  const homes = state.workers.flatMap(({ home }) => (home ? [home.directory] : []));
  return homes.find((home) => directory === home || directory.startsWith(`${home}/`)) ?? top;
}
