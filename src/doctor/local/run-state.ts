import { createGit } from "../../git/create-git.ts";
import { isThere } from "../../kit/is-there.ts";
import { fileLease } from "../../kit/lease.ts";
import { alike, say } from "../../kit/sentence.ts";
import { isInWorktrees, statePaths } from "../../kit/state-paths.ts";
import { refuseForeignState } from "../../setup/foreign-state.ts";
import { findCutOff } from "../../setup/recover-setup.ts";
import { findTarget } from "../../setup/target.ts";
import { viewNewestRun } from "../../swarm/adapters/journal-reader.ts";
import { replay } from "../../swarm/core/run/evolve.ts";
import { type RunState, runOpen } from "../../swarm/core/run/state.ts";
import { progressBar } from "../../swarm/core/text/dashboard.ts";
import type { DoctorContext } from "../context.ts";
import type { CheckResult } from "../core/check.ts";
import { command, person } from "../core/fix.ts";

/** Installs and uninstalls that were cut off. The next install or uninstall, or `--fix`, cleans up. */
export async function checkCutOff(place: DoctorContext): Promise<CheckResult[]> {
  const id = "state.install";
  const { cwd, env } = place;
  const at = await findTarget({ scope: "project", cwd, env });
  await refuseForeignState(at, env);
  const folders = await findCutOff(at);
  return folders.length === 0
    ? [{ id, status: "ok", what: say("no install was cut off", "중단된 설치 없음") }]
    : [
        {
          id,
          status: "error",
          what: alike(folders.join(", ")),
          why: say(
            "an install or uninstall was cut off between two files",
            "설치나 제거가 파일을 쓰는 도중에 중단되었습니다",
          ),
          fix: command("oh-my-qwencoder doctor --fix"),
        },
      ];
}

/** Traces of runs in this checkout: an open run, its process, unused worktrees, a damaged journal. */
export async function checkRunState(place: DoctorContext, top: string): Promise<CheckResult[]> {
  const { records, fault } = await viewNewestRun(top);
  // Another process is writing a torn last line now, or the next start drops the line.
  if (fault && fault !== "torn")
    return [
      {
        id: "state.journal",
        status: "error",
        what: say(
          `the newest journal cannot be read after ${records.length} records (${fault})`,
          `최신 저널을 기록 ${records.length}개 다음부터 읽을 수 없습니다 (${fault})`,
        ),
        why:
          fault === "newer"
            ? say("a newer version wrote it", "더 새로운 버전이 쓴 저널입니다")
            : say("a line was damaged", "줄 하나가 손상되었습니다"),
        fix:
          fault === "newer"
            ? person(
                "use the version that wrote it, or a newer one",
                "그 저널을 쓴 버전이나 더 새로운 버전을 사용하세요",
              )
            : command("oh-my-qwencoder runs repair"),
      },
    ];
  const state = replay(records);
  const holder = fileLease(statePaths(top).lease).holder();
  return [runLine(state, holder), await worktreeLine(place, top, state)];
}

function runLine(state: RunState, holder: number | undefined): CheckResult {
  const id = "state.run";
  if (!runOpen(state))
    return { id, status: "ok", what: say("no run is open", "진행 중인 실행 없음") };
  const at = `${state.runId} ${state.phase} ${progressBar(state, "en")}`;
  if (holder !== undefined)
    return { id, status: "ok", what: say(`${at}, process ${holder}`, `${at}, 프로세스 ${holder}`) };
  return {
    id,
    status: "warning",
    what: alike(at),
    why: say(
      "the run is interrupted: no living process drives it. Nothing is lost",
      "실행이 끊겼습니다. 실행을 맡은 프로세스가 없습니다. 잃은 것은 없습니다",
    ),
    fix: person(
      "look at it: oh-my-qwencoder status; go on with it: opencode --continue, then /aegis resume; or end it: oh-my-qwencoder abort",
      "보려면 oh-my-qwencoder status, 이어 가려면 opencode --continue 뒤에 /aegis resume, 중단하려면 oh-my-qwencoder abort를 실행하세요",
    ),
  };
}

async function worktreeLine(
  { env }: DoctorContext,
  top: string,
  state: RunState,
): Promise<CheckResult> {
  const id = "state.worktrees";
  const known = await createGit({ env }).listWorktrees(top);
  const ours = known.filter(({ dir }) => isInWorktrees(top, dir));
  const gone = await Promise.all(ours.map(async ({ dir }) => !(await isThere(dir))));
  const stale = ours.filter(({ prunable }, index) => prunable || gone[index]);
  const left = runOpen(state) ? stale : ours;
  return left.length === 0
    ? {
        id,
        status: "ok",
        what: say(`${ours.length} worktrees of a run`, `실행의 worktree ${ours.length}개`),
      }
    : {
        id,
        status: "warning",
        what: alike(left.map(({ dir }) => dir.slice(top.length + 1)).join(", ")),
        why: say("left over from an earlier run", "이전 실행에서 남은 것입니다"),
        fix: command(runOpen(state) ? "git worktree prune" : "oh-my-qwencoder doctor --fix"),
      };
}
