import { lstatSync } from "node:fs";
import { join } from "node:path";
import { createRunner, type RunGit } from "../../git/run-git.ts";
import type { Environment } from "../../kit/environment.ts";
import { AegisError } from "../../kit/errors.ts";
import { realRawPath } from "../../kit/real-path.ts";
import { say } from "../../kit/sentence.ts";
import { SETTINGS_FILE, statePaths } from "../../kit/state-paths.ts";
import type { HiddenSecrets } from "../port.ts";
import { bytesOf, rawPath, textOf } from "./raw-path.ts";
import { type FolderCache, scanFolders } from "./scan-folders.ts";

/** Finds the secret files that a shell must not read. */
export interface SecretFiles {
  /**
   * Raw absolute paths of files and folders in the checkout and in its worktrees, without what git tracks: that is
   * in the history, which every agent reads. Throws TOO_MANY_SECRETS.
   */
  hiddenFrom(call: HiddenSecrets): Promise<string[]>;
}

/** More files in a worktree of others: the whole worktree is hidden. */
const MOST_OF_OTHERS = 50;
/** The list must fit into one variable, and each entry costs bubblewrap a mount. */
const MOST = 500;

/** `isSecret` gets paths with `/`, relative to the top of their tree. */
export function secretFiles(parts: {
  top: string;
  commonDir: string;
  isSecret: (path: string) => boolean;
  env: Environment;
}): SecretFiles {
  const { isSecret } = parts;
  const git = createRunner({ env: parts.env, commonDir: parts.commonDir });
  const top = rawPath(parts.top);
  const worktrees = rawPath(statePaths(parts.top).worktrees);
  const runs = rawPath(statePaths(parts.top).runs);
  const cache: FolderCache = new Map();
  const treeOf = (path: string) => {
    if (!isBelow(path, worktrees)) return top;
    return `${worktrees}/${path.slice(worktrees.length + 1).split("/", 1)[0]}`;
  };
  const named = (path: string) => isSecret(textOf(path.slice(treeOf(path).length + 1)));

  return {
    async hiddenFrom({ opened, own }) {
      const { secrets, closed } = await scanFolders(top, cache, named, (path) => path === runs);
      const readable = new Set(opened.map(rawPath));
      const home = own && rawPath(own.directory);
      const mayRead = (path: string) =>
        readable.has(path) || (own !== undefined && treeOf(path) === home && isYoung(path, own));
      const kept = secrets.filter((path) => !mayRead(path));
      const hidden = [...closed];
      for (const tree of new Set(kept.map(treeOf))) {
        const paths = kept.filter((path) => treeOf(path) === tree);
        const untracked = await withoutTracked(git, tree, paths);
        const isOthers = tree !== top && tree !== home;
        if (isOthers && untracked.length > MOST_OF_OTHERS) hidden.push(tree);
        else hidden.push(...untracked.flatMap((path) => maskable(path, tree === top, parts.top)));
      }
      return atMost(outermost(hidden));
    },
  };
}

/** True for a file that has come into the worktree after `madeAt`: what an agent makes is no secret to it. */
function isYoung(path: string, { madeAt }: { madeAt: number }): boolean {
  const stat = lstatSync(bytesOf(path), { throwIfNoEntry: false });
  return stat !== undefined && stat.ctimeMs > madeAt;
}

/** If git does not answer, for example in a worktree that its agent has broken, no path counts as tracked. */
async function withoutTracked(git: RunGit, tree: string, paths: string[]): Promise<string[]> {
  const args = ["--literal-pathspecs", "ls-files", "-z", "--"];
  const names = paths.map((path) => textOf(path.slice(tree.length + 1)));
  const tracked = await git(textOf(tree), { args: [...args, ...names] }).then(
    ({ stdout }) => new Set(stdout.toString("latin1").split("\0")),
    () => new Set<string>(),
  );
  return paths.filter((path) => !tracked.has(path.slice(tree.length + 1)));
}

/**
 * The file on which bubblewrap can mount; for a link, what it leads to. Links of worktrees are left out: an agent may
 * have made them to hide a file of the project from others.
 */
function maskable(path: string, ofUser: boolean, top: string): string[] {
  const stat = lstatSync(bytesOf(path), { throwIfNoEntry: false });
  if (!stat?.isSymbolicLink()) return stat ? [path] : [];
  if (!ofUser) return [];
  try {
    const real = realRawPath(path);
    const closed = [rawPath(join(top, ".git")), rawPath(statePaths(top).folder)];
    const inside = isBelow(real, rawPath(top)) && !closed.some((folder) => isBelow(real, folder));
    return inside ? [real] : [];
  } catch {
    // A link that leads nowhere shows nothing.
    return [];
  }
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

/** Nothing can be mounted below a folder that is hidden. */
function outermost(paths: readonly string[]): string[] {
  const all = [...new Set(paths)];
  return all.filter((path) => !all.some((other) => isBelow(path, other)));
}

function atMost(paths: string[]): string[] {
  if (paths.length <= MOST) return paths;
  const folder = textOf(paths[0] ?? "").replace(/\/[^/]*$/, "");
  throw new AegisError(
    "TOO_MANY_SECRETS",
    say(
      `${paths.length} files look like secrets, for example in ${folder}; a shell can be kept from ${MOST}.`,
      `비밀로 보이는 파일이 ${paths.length}개입니다(예: ${folder}). 셸에 숨길 수 있는 것은 ${MOST}개까지입니다.`,
    ),
    say(
      `Tell the user to take a pattern out: "!pattern" in \`secrets\` of their own ${SETTINGS_FILE}.`,
      `사용자의 ${SETTINGS_FILE}에 있는 \`secrets\`에서 패턴을 빼세요: "!패턴"`,
    ),
  );
}
