import { readdir, readFile, readlink } from "node:fs/promises";
import { fileLease } from "../../kit/lease.ts";
import { alike, say } from "../../kit/sentence.ts";
import { isInWorktrees, statePaths } from "../../kit/state-paths.ts";
import type { CheckResult } from "../core/check.ts";
import { command } from "../core/fix.ts";

/** Processes whose working folder is a Worker's worktree while no process drives a run here. Linux only. */
export async function checkOrphans(top: string): Promise<CheckResult> {
  const id = "state.processes";
  const pids = await readdir("/proc").catch(() => undefined);
  if (!pids)
    return {
      id,
      status: "skipped",
      what: say("processes left behind", "남아 있는 프로세스"),
      why: say("there is no /proc here", "이 시스템에는 /proc이 없습니다"),
    };
  if (fileLease(statePaths(top).lease).holder() !== undefined)
    return { id, status: "ok", what: say("a run is being driven", "실행이 진행 중입니다") };
  const found = (await Promise.all(pids.map((pid) => standing(pid, top)))).flat();
  return found.length === 0
    ? {
        id,
        status: "ok",
        what: say("no process is left of a run", "이전 실행이 남긴 프로세스 없음"),
      }
    : {
        id,
        status: "warning",
        what: alike(found.map(({ pid, line }) => `${pid} ${line}`).join(", ")),
        why: say("left over from an earlier run", "이전 실행에서 남은 것입니다"),
        fix: command(`kill ${found.map(({ pid }) => pid).join(" ")}`),
      };
}

async function standing(pid: string, top: string): Promise<{ pid: string; line: string }[]> {
  if (!/^\d+$/.test(pid)) return [];
  // Unreadable: the process has ended, or belongs to another user.
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => "");
  if (!isInWorktrees(top, `${cwd}/`)) return [];
  const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return [{ pid, line: line.replaceAll("\0", " ").trim().slice(0, 80) }];
}
