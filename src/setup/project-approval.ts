import { locate } from "../git/checkout.ts";
import { createRunner } from "../git/run-git.ts";
import { AegisError } from "../kit/errors.ts";
import { say } from "../kit/sentence.ts";
import { approvalFiles } from "../swarm/adapters/project-config/approvals.ts";
import { lookAround, lookAtProject } from "../swarm/adapters/project-config/look.ts";
import type { Finding } from "../swarm/core/project-config/findings.ts";
import { APPROVE, findingText } from "../swarm/core/project-config/words.ts";
import { askYes, Cancelled } from "./ask.ts";
import type { SetupContext } from "./context.ts";
import type { SetupScreen } from "./screen.ts";

/** The approval of the repository in which an install runs. */
export interface ProjectApproval {
  /** Approves the configuration as it is now on disk. */
  give(): Promise<void>;
  /** Puts back what was approved before. */
  takeBack(): Promise<void>;
}

type Here = Pick<SetupContext, "cwd" | "env" | "version">;

/** What came with the repository around `cwd`, each part with an approval of its own. */
interface Came {
  readonly top: string;
  readonly waiting: readonly Finding[];
  /** Fingerprints of the parts that wait. */
  readonly needed: readonly string[];
}

/** Throws NOT_A_REPOSITORY and the like. */
async function projectHere({ cwd, env, version }: Here): Promise<Came> {
  const { top } = await locate(createRunner({ env }), cwd);
  const place = { top, cwd, env, version, platform: process.platform };
  const project = await lookAtProject(place);
  const parts = [project, await lookAround(place)].filter(({ waiting }) => waiting.length > 0);
  return {
    top: project.top,
    waiting: parts.flatMap(({ waiting }) => waiting),
    needed: parts.map(({ fingerprint }) => fingerprint),
  };
}

/**
 * Names what came with the repository and waits for approval. An install into the project builds on its files, so it
 * asks first; `--approve-project` is the answer in advance, `--yes` is not. What install itself writes is approved by
 * that. Throws PROJECT_NOT_APPROVED, Cancelled.
 */
export async function askForProject(
  options: { approveProject?: boolean | undefined; dry: boolean },
  context: SetupContext,
  screen: SetupScreen,
): Promise<ProjectApproval | undefined> {
  const { scope } = context;
  if (scope !== "project" && options.approveProject !== true) return undefined;
  const here = await projectHere(context);
  if (here.waiting.length > 0) {
    screen.print(screen.words.project.came(here.top));
    for (const finding of here.waiting) screen.note(findingText(finding)[context.language]);
    if (options.approveProject !== true) await asked(here, options.dry, context, screen);
  }
  const files = approvalFiles(context.env, process.platform);
  const before = await files.of(here.top);
  return {
    async give() {
      const now = [await projectHere(context), await projectHere({ ...context, cwd: here.top })];
      const needed = now.flatMap((each) => each.needed);
      if (needed.length === 0) return;
      const all = [...before, ...needed];
      await files.set(here.top, [...new Set(all)].slice(-MOST));
    },
    takeBack: () => files.set(here.top, before),
  };
}

/** Older approvals of one repository are forgotten. */
const MOST = 20;

async function asked(
  here: Came,
  dry: boolean,
  context: SetupContext,
  { words }: SetupScreen,
): Promise<void> {
  if (!dry && context.interactive && !context.yes) {
    if (await askYes(words.project.approve, false)) return;
    throw new Cancelled();
  }
  const shown = here.waiting.map((finding) => findingText(finding)[context.language]).join("; ");
  throw new AegisError(
    "PROJECT_NOT_APPROVED",
    say(
      `OpenCode configuration came with this repository, and you have not approved it: ${shown}. Nothing was sent or changed.`,
      `저장소에 들어 있는 OpenCode 설정을 아직 승인하지 않았습니다: ${shown}. 아무것도 보내거나 변경하지 않았습니다.`,
    ),
    say(
      `Look at it; then run ${APPROVE.command}, or delete it.`,
      `내용을 확인한 뒤 ${APPROVE.command}을(를) 실행하거나 설정을 삭제하세요.`,
    ),
  );
}
