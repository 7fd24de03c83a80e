import type { FileChange } from "../../git/port.ts";
import { say } from "../../kit/sentence.ts";
import { type Denial, deny } from "../core/run/denial.ts";

/** Repositories inside a tree, whose files no commit would hold. */
interface Nested {
  /** Folders with a `.git` of their own. */
  readonly folders: readonly string[];
  /** The change that would be committed: `git add` makes such a folder an entry without any files. */
  readonly changes: readonly FileChange[];
  /** The tree's folder, relative to the agent's own folder; absent if it is the same. */
  readonly below?: string;
  /** The tool to call again. */
  readonly tool: string;
}

/** Refuses work that would be lost in a repository of its own. */
export function nestedRepository({ folders, changes, below, tool }: Nested): Denial | undefined {
  const added = changes.filter(({ mode, status }) => mode === SUBMODULE && status !== "modified");
  const entries = added.map(({ path }) => path);
  const paths = [...new Set([...folders, ...entries])].sort();
  if (paths.length === 0) return undefined;
  const at = below === undefined ? "" : `${below}/`;
  const pointers = quoted(paths.map((path) => `${at}${path}/.git`));
  const git = below === undefined ? "git" : `git -C ${below}`;
  const unstage = entries.length > 0 ? ` && ${git} rm -rqf --cached -- ${quoted(entries)}` : "";
  const named = paths.map((path) => `${at}${path}`).join(", ");
  return deny(
    "NESTED_REPOSITORY",
    say(
      `${named} has its own .git, so its files are in no diff and in no commit.`,
      `${named}에 자체 .git이 있어서 그 안의 파일은 어느 diff에도 커밋에도 들어가지 않습니다.`,
    ),
    `Run: rm -rf ${pointers}${unstage} and call ${tool} again; if the files are not part of your work, delete the folder.`,
  );
}

const SUBMODULE = "160000";

function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(" ");
}
