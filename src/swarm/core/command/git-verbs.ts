/** A git command line after the word `git`, without git's global options: the subcommand and its arguments. */
export interface GitCall {
  /** Values of `-c` and `--config-env`, such as `user.name=x`. */
  settings: string[];
  subcommand: string | undefined;
  args: string[];
}

const WITH_VALUE = new Set([
  "-C",
  "-c",
  "--git-dir",
  "--work-tree",
  "--namespace",
  "--config-env",
  "--attr-source",
]);

/** Separates git's own options; `words` starts after the program's name. */
export function parseGit(words: readonly string[]): GitCall {
  const settings: string[] = [];
  let at = 0;
  for (; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (!word.startsWith("-")) break;
    if (word === "-c" || word === "--config-env") settings.push(words[at + 1] ?? "");
    else if (word.startsWith("--config-env=")) settings.push(word.slice("--config-env=".length));
    if (WITH_VALUE.has(word)) at += 1;
  }
  return { settings, subcommand: words[at], args: words.slice(at + 1) };
}

const ALWAYS = new Set([
  "am",
  "bisect",
  "cherry-pick",
  "citool",
  "commit-tree",
  "fast-import",
  "filter-branch",
  "filter-repo",
  "merge",
  "pull",
  "push",
  "rebase",
  "replace",
  "revert",
  "send-pack",
  "subtree",
  "switch",
  "update-ref",
]);

const positional = (args: readonly string[]) => args.filter((word) => !word.startsWith("-"));
const has = (args: readonly string[], pattern: RegExp) => args.some((word) => pattern.test(word));

// `HEAD` itself is not another commit; `main` could be a file, so the hooks decide.
const OTHER_COMMIT = /^(?:(?:HEAD|@)[~^@{].*|[0-9a-f]{7,40}|(?:origin|upstream)\/.+|-)$/;
const BRANCH = /^(?:main|master|develop|trunk|-|(?:HEAD|@)[~^@{].*|[0-9a-f]{7,40})$/;
const GUARDED_KEY =
  /^(?:core\.(?:hookspath|fsmonitor|worktree|bare)|alias\..+|include(?:if)?\..+)$/i;

const SOMETIMES: Record<string, (args: readonly string[]) => boolean> = {
  commit: (args) => !args.includes("--dry-run"),
  reset: (args) =>
    has(args, /^--(?:hard|soft|merge|keep)$/) || OTHER_COMMIT.test(positional(args)[0] ?? ""),
  branch: (args) => has(args, /^(?:-[a-zA-Z]*[fDdMm][a-zA-Z]*|--force|--delete|--move)$/),
  checkout: (args) =>
    has(args, /^(?:-[bB]|--orphan|--detach|-d)$/) ||
    (args.length === 1 && BRANCH.test(args[0] ?? "")),
  tag: (args) => has(args, /^(?:-[a-zA-Z]*[fd]|--force|--delete)$/),
  "symbolic-ref": (args) => positional(args).length > 1 || has(args, /^(?:-d|--delete)$/),
  worktree: (args) => /^(?:add|remove|move|prune|repair)$/.test(args[0] ?? ""),
  config: setsGuardedKey,
};

function setsGuardedKey(args: readonly string[]): boolean {
  if (has(args, /^--(?:get.*|list)$|^-l$/)) return false;
  const words = positional(args);
  const rest = /^(?:set|unset)$/.test(words[0] ?? "") ? words.slice(1) : words;
  const writes = rest.length > 1 || rest.length < words.length || has(args, /^--unset/);
  return GUARDED_KEY.test(rest[0] ?? "") && writes;
}

/** The words that make a git call a change of history, or undefined. */
export function historyVerb(call: GitCall): string | undefined {
  const { subcommand, args } = call;
  const setting = call.settings.find((one) =>
    /^(?:core\.(?:hookspath|worktree)|alias\.)/i.test(one),
  );
  if (setting !== undefined) return `-c ${setting.split("=")[0]}`;
  if (subcommand === undefined) return undefined;
  if (ALWAYS.has(subcommand)) return subcommand;
  if (Object.hasOwn(SOMETIMES, subcommand) && SOMETIMES[subcommand]?.(args)) return subcommand;
  return args.includes("--no-verify") ? "--no-verify" : undefined;
}
