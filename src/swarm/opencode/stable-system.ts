/**
 * Makes a system prompt the same for every session of an agent: OpenCode writes the day and the working
 * directory into it, which would end prefix sharing at midnight and between worktrees. Paths become
 * relative, which is what Workers are asked to use.
 */
export function stableSystem(text: string, directory: string): string {
  return text
    .replace(/^.*Today's date:.*\n?/gm, "")
    .replace(wholePath(directory), ".")
    .replace(/^(\s*)(Workspace root folder|Workspace root): .*$/gm, "$1$2: .")
    .replace(/[ \t]+$/gm, "");
}

/** Not the beginning of a longer name: `/a/app` is no part of `/a/app-old`. */
function wholePath(directory: string): RegExp {
  const literal = directory.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`${literal}(?![\\w-]|\\.\\w)`, "g");
}
