import { join } from "node:path";
import { createGit } from "../../git/create-git.ts";
import { AegisError } from "../../kit/errors.ts";
import { alike, say } from "../../kit/sentence.ts";
import { shellWord } from "../../kit/shell-word.ts";
import { workspaceFiles } from "../../swarm/adapters/workspace-files.ts";
import { loadSettings } from "../../swarm/compose/settings.ts";
import type { DoctorContext } from "../context.ts";
import type { CheckResult } from "../core/check.ts";
import { command, person } from "../core/fix.ts";
import { installLine } from "./installer.ts";

/** What would stop a plan or a Worker in this checkout. */
export async function checkWorktrees(place: DoctorContext, top: string): Promise<CheckResult[]> {
  return [
    await checkLinks(place, top),
    await checkSubmodules(place, top),
    await checkFilters(place, top),
    await checkReadable(place, top),
  ];
}

/** Folders through which QA in a worktree would test the checkout; `design_propose` refuses every plan then. */
async function checkLinks({ env }: DoctorContext, top: string): Promise<CheckResult> {
  const id = "git.links";
  try {
    const { worktree } = await loadSettings(top, env);
    const found = await workspaceFiles(createGit({ env })).unfit(top, worktree.link);
    const [first] = found;
    if (first === undefined)
      return {
        id,
        status: "ok",
        what: say(
          "QA tests the worktree, not the checkout",
          "QA가 체크아웃이 아니라 worktree를 검사함",
        ),
      };
    return {
      id,
      status: "error",
      what: alike(first.folder),
      why: say(
        `QA in a worktree would test the checkout: ${first.why.en}`,
        `worktree의 QA가 체크아웃을 검사하게 됩니다: ${first.why.ko}`,
      ),
      fix: person(first.fix.en, first.fix.ko),
      details: found.map(({ folder, why }) => `${folder}: ${why.en}`),
    };
  } catch (error) {
    if (!(error instanceof AegisError)) throw error;
    const what = say("which folders worktrees get", "worktree에 연결할 폴더");
    return {
      id,
      status: "error",
      what,
      why: error.what,
      fix: person(error.next.en, error.next.ko),
    };
  }
}

/** Submodules are filled without a network, so their commits must be here. */
async function checkSubmodules({ env }: DoctorContext, top: string): Promise<CheckResult> {
  const id = "git.submodules";
  const missing = await createGit({ env }).unfilledSubmodules(top);
  return missing.length === 0
    ? { id, status: "ok", what: say("no submodule lacks its commit", "커밋이 없는 서브모듈 없음") }
    : {
        id,
        status: "error",
        what: alike(missing.join(", ")),
        why: say(
          "no worktree can get these submodules: their commit was not fetched",
          "커밋을 받아 두지 않아 worktree에 이 서브모듈을 채울 수 없습니다",
        ),
        fix: command(
          `git -C ${shellWord(top)} submodule update --init --checkout -- ${missing.map(shellWord).join(" ")}`,
        ),
      };
}

/** Git makes no worktree if a required filter does not run. */
async function checkFilters({ env }: DoctorContext, top: string): Promise<CheckResult> {
  const id = "git.filters";
  const missing = await createGit({ env }).missingFilters(top);
  const programs = [...new Set(missing.map(({ program }) => program))];
  return missing.length === 0
    ? { id, status: "ok", what: say("no filter lacks its program", "프로그램이 없는 필터 없음") }
    : {
        id,
        status: "error",
        what: alike(missing.map(({ filter, program }) => `${filter}: ${program}`).join(", ")),
        why: say(
          "files of the repository need these filters, and their programs are not on PATH",
          "저장소의 파일에 필요한 필터의 프로그램이 PATH에 없습니다",
        ),
        fix: await installLine(env, ...programs),
        details: missing.flatMap(({ paths }) => paths.slice(0, 20)),
      };
}

/** The plan needs the whole work tree, with the user's own files. */
async function checkReadable({ env }: DoctorContext, top: string): Promise<CheckResult> {
  const id = "git.readable";
  const files = await createGit({ env }).unreadableFiles(top);
  return files.length === 0
    ? { id, status: "ok", what: say("git may read every file", "git이 모든 파일을 읽을 수 있음") }
    : {
        id,
        status: "error",
        what: alike(files.slice(0, 5).join(", ")),
        why: say(
          "git may not read these files, so no plan can be stored",
          "git이 읽을 수 없는 파일이 있어 계획을 저장할 수 없습니다",
        ),
        fix: command(`chmod u+r -- ${files.map((file) => shellWord(join(top, file))).join(" ")}`),
        details: files,
      };
}
