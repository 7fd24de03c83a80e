import { isProtected } from "../core/protected.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import type { Swarm } from "./swarm.ts";

/**
 * Refuses a tree that would bring files to the user's branch which steer git, the host or Aegis. Only
 * what differs from `head` counts: a repository may well track such files itself.
 */
export async function protectedChanges(
  swarm: Swarm,
  trees: { head: string; tree: string; more?: readonly string[] },
  next: string,
): Promise<Denial | undefined> {
  const changes = await swarm.git.changes(swarm.top, trees.head, trees.tree);
  const paths = [...changes.map(({ path }) => path), ...(trees.more ?? [])].filter(isProtected);
  return paths.length === 0
    ? undefined
    : deny(
        "PROTECTED_PATH",
        `${[...new Set(paths)].join(", ")}: version control, configuration or Aegis's own state, and the commit would hold it.`,
        next,
      );
}
