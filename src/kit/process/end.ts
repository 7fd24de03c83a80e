import { onExit } from "signal-exit";

/** A program that we started, or its whole process group. */
export interface Target {
  /** Undefined if the program did not start. */
  readonly pid: number | undefined;
  /** True if the program leads its own group; the group stays the target after its leader ends. */
  readonly group: boolean;
}

/** "gone": no process has this id. "refused": the process belongs to another user. A negative id is a group. */
export function sendSignal(pid: number, signal: NodeJS.Signals): "sent" | "gone" | "refused" {
  try {
    process.kill(pid, signal);
    return "sent";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ESRCH") return "gone";
    if (code === "EPERM") return "refused";
    throw error;
  }
}

export function signalTarget({ pid, group }: Target, signal: NodeJS.Signals): void {
  if (pid !== undefined) sendSignal(group ? -pid : pid, signal);
}

/**
 * Sends SIGTERM now and SIGKILL after `graceMs`; sends SIGKILL at once if `graceMs` is 0. The returned function cancels
 * the SIGKILL.
 */
export function endTarget(target: Target, graceMs: number): () => void {
  if (graceMs <= 0) {
    signalTarget(target, "SIGKILL");
    return () => undefined;
  }
  signalTarget(target, "SIGTERM");
  const kill = setTimeout(signalTarget, graceMs, target, "SIGKILL");
  return () => clearTimeout(kill);
}

/**
 * Ends the target when this process exits or a signal ends it: a group by SIGKILL, a single program by SIGTERM, so that
 * it can end its own children. The returned function cancels that.
 */
export function endWithUs(target: Target): () => void {
  return onExit(() => signalTarget(target, target.group ? "SIGKILL" : "SIGTERM"));
}
