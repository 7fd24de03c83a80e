import { type Sentence, say } from "../../../kit/sentence.ts";

type Verdict = { ok: true } | { ok: false; reason: Sentence };

const ALLOWED: Verdict = { ok: true };
const refuse = (reason: Sentence): Verdict => ({ ok: false, reason });

const GLOBAL = /^(?:--no-pager|-P|--no-optional-locks|--literal-pathspecs|--no-replace-objects)$/;

const READERS = new Set([
  "annotate",
  "blame",
  "cat-file",
  "check-attr",
  "check-ignore",
  "cherry",
  "count-objects",
  "describe",
  "diff",
  "diff-files",
  "diff-index",
  "diff-tree",
  "for-each-ref",
  "grep",
  "log",
  "ls-files",
  "ls-tree",
  "merge-base",
  "name-rev",
  "rev-list",
  "rev-parse",
  "shortlog",
  "show",
  "show-ref",
  "status",
  "whatchanged",
]);

/** Long options that write, run programs or read outside; git also accepts their beginnings. */
const DANGEROUS = [
  "output",
  "ext-diff",
  "textconv",
  "filters",
  "no-index",
  "open-files-in-pager",
  "exec-path",
  "paginate",
  "git-dir",
  "work-tree",
];
const HARMLESS_BEGINNINGS = new Set(["text", "no", ""]);

const LIST_OPTION =
  /^(?:-[arvl]+|-n\d*|--(?:list|all|remotes|verbose|show-current|column|no-column|ignore-case|sort|format|points-at|contains|no-contains|merged|no-merged)(?:=.*)?)$/;
const LIST_FILTER =
  /^(?:-[arv]*l[arv]*|-n\d*|--(?:list|contains|no-contains|merged|no-merged|points-at)(?:=.*)?)$/;

const listing = (args: readonly string[]) =>
  args.every((word) => !word.startsWith("-") || LIST_OPTION.test(word)) &&
  (args.some((word) => LIST_FILTER.test(word)) || args.every((word) => word.startsWith("-")));

/** Subcommands that only read in some forms. */
const PARTLY: Record<string, (args: readonly string[]) => boolean> = {
  branch: listing,
  tag: listing,
  stash: (args) => args[0] === "list" || args[0] === "show",
  worktree: (args) => args[0] === "list",
  remote: (args) => args.length === 0 || args.join(" ") === "-v" || args[0] === "get-url",
  config: (args) => /^(?:--get(?:-all|-regexp)?|--list|-l|get|list)$/.test(args[0] ?? ""),
  reflog: (args) => args.length === 0 || args[0] === "show",
  "symbolic-ref": (args) =>
    args.filter((word) => !word.startsWith("-")).length === 1 && !has(args, /^-[dm]|^--d/),
};

function has(args: readonly string[], pattern: RegExp): boolean {
  return args.some((word) => pattern.test(word));
}

function readsOnly(subcommand: string, args: readonly string[]): boolean {
  return Object.hasOwn(PARTLY, subcommand) && PARTLY[subcommand]?.(args) === true;
}

/** Judges the words after `git` for an agent that may only read. */
export function readOnlyGit(words: readonly string[]): Verdict {
  const start = words.findIndex((word) => !GLOBAL.test(word));
  const [subcommand = "", ...args] = start < 0 ? [] : words.slice(start);
  if (subcommand === "")
    return refuse(say("git needs a subcommand", "git에 하위 명령이 없습니다."));
  if (subcommand.startsWith("-"))
    return refuse(
      say(
        `git ${subcommand} is not allowed: run plain git here`,
        `git ${subcommand}은(는) 쓸 수 없습니다. 여기서는 옵션 없는 git만 실행할 수 있습니다.`,
      ),
    );
  if (!READERS.has(subcommand) && !readsOnly(subcommand, args)) {
    return refuse(
      say(
        `git ${subcommand} in this form may change the repository`,
        `이런 형태의 git ${subcommand}은(는) 저장소를 바꿀 수 있습니다.`,
      ),
    );
  }
  const bad = args.slice(0, endOfOptions(args)).find((word) => dangerous(subcommand, word));
  return bad === undefined
    ? ALLOWED
    : refuse(
        say(
          `git ${subcommand} ${bad} may write, run a program or read outside`,
          `git ${subcommand} ${bad}은(는) 쓰거나, 프로그램을 실행하거나, 저장소 밖을 읽을 수 있습니다.`,
        ),
      );
}

function endOfOptions(args: readonly string[]): number {
  const at = args.indexOf("--");
  return at < 0 ? args.length : at;
}

function dangerous(subcommand: string, word: string): boolean {
  if (word.startsWith("--")) {
    const name = word.slice(2).split("=")[0] ?? "";
    return !HARMLESS_BEGINNINGS.has(name) && DANGEROUS.some((one) => one.startsWith(name));
  }
  // `git grep -nOless` opens a pager, so look for the letter anywhere among the others.
  return subcommand === "grep" ? /^-[a-zA-Z]*O/.test(word) : word.startsWith("-O");
}
