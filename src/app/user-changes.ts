import { type Denial, deny } from "../core/denial.ts";
import type { Proposal } from "../core/state.ts";
import type { Swarm } from "./swarm.ts";

type Place = Pick<Swarm, "git" | "top" | "run">;

/** What the user has at this moment: HEAD and the work tree, staged, unstaged and untracked. */
export async function userState({
  git,
  top,
}: Pick<Place, "git" | "top">): Promise<Proposal["base"]> {
  const { head, branch } = await git.inspect(top);
  const { tree } = await git.snapshot(top);
  return { head, tree, ...(branch ? { branch } : {}) };
}

/** Paths the user had changed and not committed when they approved; empty before that. */
export async function userChanges({ git, top, run }: Place): Promise<ReadonlySet<string>> {
  const base = run.state.approved?.base;
  if (!base) return new Set();
  const changes = await git.changes(top, base.head, base.tree);
  return new Set(changes.map(({ path }) => path));
}

/** May the Commander write this path of the checkout? In FOUNDATION not where the user's own work lies. */
export async function judgeUserFile(place: Place, path: string): Promise<Denial | undefined> {
  if (place.run.state.phase !== "FOUNDATION") return undefined;
  const wanted = folded(path);
  // A file of theirs in the way of a folder, or the other way round, would be lost as well.
  for (const changed of await userChanges(place))
    if (meets(folded(changed), wanted)) return userOwns([path]);
  return undefined;
}

export function userOwns(paths: readonly string[]): Denial {
  return deny(
    "USER_CHANGES_OVERLAP",
    `The user has uncommitted changes there: ${paths.join(", ")}.`,
    "Ask the user to commit or stash them first, or put it into another file.",
  );
}

function meets(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

/** Many disks know a file by any case and either Unicode form of its name. */
function folded(path: string): string {
  return path.normalize("NFC").toUpperCase().toLowerCase();
}
