import { createGit } from "../git/create-git.ts";
import type { Git, RepositoryFacts } from "../git/port.ts";
import type { Environment } from "../kit/environment.ts";
import { checkState } from "../kit/private-state.ts";
import type { Language } from "../kit/sentence.ts";

/** What the commands about runs get from the command line and its environment. */
export interface RunsContext {
  readonly cwd: string;
  readonly env: Environment;
  readonly json: boolean;
  readonly language: Language;
  readonly color: boolean;
  readonly plain: boolean;
  /** Width of the terminal; undefined: the output is not a terminal. */
  readonly columns?: number | undefined;
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** A person sits at a terminal and can answer. */
  readonly interactive: boolean;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/** Where and with which environment a repository is looked up. */
export type RunsPlaceOf = Pick<RunsContext, "cwd" | "env">;

/** The repository of the command. */
export interface RunsPlace {
  readonly git: Git;
  readonly facts: RepositoryFacts;
  readonly top: string;
}

/** Throws the errors of `Git.inspect`, and LINK_REFUSED and NOT_A_FILE for state that is not ours alone. */
export async function placeOf({ cwd, env }: RunsPlaceOf): Promise<RunsPlace> {
  const facts = await createGit({ env }).inspect(cwd);
  const { top, commonDir } = facts;
  await checkState(top);
  return { git: createGit({ env, commonDir }), facts, top };
}
