const WRITES_ALL = /^(?:tee|mv|rm|ln|touch|truncate|chmod|chown|rmdir|unlink|shred)$/;
const WRITES_LAST = /^(?:cp|install|rsync)$/;

/** True if the program `name` with these arguments writes into a `.git` folder. */
export function writesGitPath(name: string, args: readonly string[]): boolean {
  if (WRITES_ALL.test(name)) return args.some(isGitPath);
  if (WRITES_LAST.test(name)) return isGitPath(args.at(-1) ?? "");
  if (name === "dd") return args.some((word) => word.startsWith("of=") && isGitPath(word.slice(3)));
  const inPlace = args.some((word) => /^(?:-[a-zA-Z]*i.*|--in-place.*)$/.test(word));
  return name === "sed" && inPlace && args.some(isGitPath);
}

/** True for a word that starts a program which writes files, or ends in a redirect. */
export function writesFiles(word: string): boolean {
  return WRITES_ALL.test(word) || WRITES_LAST.test(word) || /^(?:dd|sed)$|>$/.test(word);
}

/** True for a path in a `.git` folder and for the folder itself. */
export function isGitPath(path: string): boolean {
  return /(?:^|\/)\.git(?:\/|$)/.test(path);
}
