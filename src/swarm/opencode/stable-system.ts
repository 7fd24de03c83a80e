/**
 * Gives all sessions of an agent the same system prompt. OpenCode writes the date and the working directory into
 * the prompt, so sessions would share no prefix after midnight or across worktrees. Paths become relative, as we
 * ask Workers to write them.
 */
export function stableSystem(text: string, directory: string): string {
  return text
    .replace(/^.*Today's date:.*\n?/gm, "")
    .replace(wholePath(directory), ".")
    .replace(/^(\s*)(Workspace root folder|Workspace root): .*$/gm, "$1$2: .")
    .replace(/[ \t]+$/gm, "");
}

/** Matches the directory, but not as the start of a longer name: `/a/app` does not match in `/a/app-old`. */
function wholePath(directory: string): RegExp {
  const literal = directory.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`${literal}(?![\\w-]|\\.\\w)`, "g");
}
