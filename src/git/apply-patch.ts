import type { RunGit } from "./run-git.ts";

/** What git says about a file that is not as the patch expects it. */
const UNFIT =
  /^error: (?:patch failed: (?<hunk>.+):\d+|(?<path>.+): (?:already exists in working directory|already exists in index|does not exist in index|No such file or directory|patch does not apply|wrong type|beyond a symbolic link|cannot read the current contents.*))$/;

/**
 * Applies a patch of `patch` to the files of the work tree; the index stays. Git checks every file before it writes the
 * first one. Resolves with the paths that are not as the patch expects them; then nothing has changed.
 */
export async function applyPatch(
  run: RunGit,
  top: string,
  patch: Uint8Array,
): Promise<readonly string[]> {
  if (patch.length === 0) return [];
  const args = ["apply", "--binary", "--whitespace=nowarn", "--no-ignore-whitespace", "-"];
  const { code, stderr } = await run(top, { args, input: patch, answers: [1] });
  if (code === 0) return [];
  const named = stderr.split("\n").flatMap((line) => {
    const { hunk, path } = UNFIT.exec(line)?.groups ?? {};
    const found = hunk ?? path;
    return found === undefined ? [] : [found];
  });
  return named.length > 0 ? [...new Set(named)].sort() : [stderr.trim()];
}
