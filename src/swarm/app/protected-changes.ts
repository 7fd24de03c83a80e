import { say } from "../../kit/sentence.ts";
import { isProtected } from "../core/protected.ts";
import { type Denial, deny } from "../core/run/denial.ts";
import type { Swarm } from "./swarm.ts";

/**
 * Refuses a tree that would add files which steer git, the host or Aegis to the user's branch. Only
 * differences from `head` count, because a repository may itself track such files.
 */
export async function protectedChanges(
  swarm: Swarm,
  trees: { head: string; tree: string; more?: readonly string[] },
  next: string,
): Promise<Denial | undefined> {
  const changes = await swarm.git.changes(swarm.top, trees.head, trees.tree);
  const paths = [...changes.map(({ path }) => path), ...(trees.more ?? [])].filter(isProtected);
  if (paths.length === 0) return undefined;
  const named = [...new Set(paths)].join(", ");
  return deny(
    "PROTECTED_PATH",
    say(
      `The commit would hold version control, configuration or Aegis's own state: ${named}.`,
      `커밋에 버전 관리, 설정 또는 Aegis 자체 상태가 들어가게 됩니다: ${named}.`,
    ),
    next,
  );
}
