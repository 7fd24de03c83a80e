import { readOnlyCommand } from "../command/read-only-command.ts";
import type { WorkerStage, WorkerState } from "./state.ts";

const WRITERS: ReadonlySet<string> = new Set([
  "write",
  "edit",
  "multiedit",
  "patch",
  "apply_patch",
]);

/**
 * The stage that a Worker's allowed call begins: "implementing" with the first write, or with the first shell
 * command that may do more than read. Undefined if the call does not change the stage.
 */
export function stageBegunBy(
  worker: WorkerState | undefined,
  call: { tool: string; command?: string | undefined },
): WorkerStage | undefined {
  if (worker?.now.status !== "running" || worker.now.stage !== "exploring") return undefined;
  const writes =
    call.tool === "bash" ? !readOnlyCommand(call.command ?? "").ok : WRITERS.has(call.tool);
  return writes ? "implementing" : undefined;
}
