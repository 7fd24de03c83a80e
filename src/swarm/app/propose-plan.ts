import { alike, inBoth, type Language, say } from "../../kit/sentence.ts";
import { STATE_LINE } from "../../kit/state-paths.ts";
import { type Observed, projectFiles } from "../core/plan/choices.ts";
import type { Plan } from "../core/plan/plan.ts";
import { planProblems } from "../core/plan/rules.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import { runOpen } from "../core/run/state.ts";
import type { Swarm } from "./swarm.ts";
import { unfitForWorktrees } from "./unfit.ts";
import { userState } from "./user-changes.ts";

const SET_IDENTITY = 'git config user.name "…" && git config user.email "…"';

/**
 * Checks a plan against every rule, opens a run if none is open, and stores the plan as the session's proposal.
 * If the user's tree cannot be read (an unfinished merge), this rejects and stores nothing.
 */
export async function proposePlan(
  swarm: Swarm,
  plan: Plan,
  sessionID: string,
  language?: Language,
): Promise<Denial | undefined> {
  const { run, git, top, config } = swarm;
  const early = runOpen(run.state) ? run.refusal({ type: "PLAN_PROPOSED" }) : undefined;
  if (early) return early;
  const { identity, submodules } = await git.inspect(top);
  if (!identity)
    return deny(
      "REPOSITORY_UNFIT",
      say(
        "Git does not know who the user is, so nothing could be committed.",
        "git에 사용자 이름과 이메일이 설정되어 있지 않아 아무것도 커밋할 수 없습니다.",
      ),
      `Ask the user to run: ${SET_IDENTITY}`,
      alike(SET_IDENTITY),
    );
  const unfit = await unfitForWorktrees(swarm);
  if (unfit) return unfit;
  const problems = planProblems(plan, { maxWorkers: config.maxWorkers, submodules });
  if (problems.length > 0)
    return deny(
      "PLAN_REFUSED",
      inBoth((language) =>
        problems.map(({ code, at, text }) => `${code} (${at}): ${text[language]}`).join("\n"),
      ),
      "Fix every line and call design_propose again. Nothing was stored.",
    );
  // Do this before we write our first file, so that .aegis never shows as a change of the user's.
  await git.exclude(top, STATE_LINE);
  // Do this before a run opens: reading the tree fails during an unfinished merge.
  const base = await userState(swarm);
  const observed = await observe(swarm, base.tree);
  const refused = runOpen(run.state) ? undefined : await run.start(sessionID, language);
  return refused ?? run.submit({ type: "PLAN_PROPOSED", plan, base, sessionID, observed });
}

/** What people need to know to choose, as the plugin sees it now. */
async function observe({ git, top, model, config }: Swarm, tree: string): Promise<Observed> {
  const [files, server] = await Promise.all([git.files(top, tree), model.figures()]);
  return { files: projectFiles(files.keys()), places: config.admission, server };
}
