import { historyVerb, parseGit } from "./git-verbs.ts";
import type { ShellCommand } from "./shell-words.ts";
import { shellCommands } from "./shell-words.ts";

/** What in a command line would change git history, in words for the refusal. */
export interface CommitAttempt {
  verb: string;
}

const MAX_DEPTH = 6;

/**
 * Finds the attempt to change git history (or to get round its guards) in a bash command line. It
 * is here for the friendly words: hooks and sandbox stop what it does not recognise.
 */
export function commitAttempt(command: string): CommitAttempt | undefined {
  const verb = verbInScript(command, 0);
  return verb === undefined ? undefined : { verb };
}

function verbInScript(script: string, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  for (const command of shellCommands(script)) {
    const verb = verbInCommand(command, depth);
    if (verb !== undefined) return verb;
  }
  return undefined;
}

function verbInCommand(command: ShellCommand, depth: number): string | undefined {
  if (command.assignments.some((one) => one.startsWith("GIT_CONFIG"))) return "GIT_CONFIG";
  if (command.writes.some(isGitPath)) return "writing into .git";
  const words = dropPrefixes(command.words);
  if (words.guarded) return words.guarded;
  return verbInWords(words.rest, command, depth);
}

const KEYWORDS = new Set(["if", "then", "else", "elif", "do", "while", "until", "!", "{", "time"]);
const SHELLS = new Set(["sh", "bash", "dash", "zsh", "ksh"]);
const INTERPRETERS = /^(?:python[\d.]*|node|bun|deno|perl|ruby|php)$/;

/** Programs that run the rest of their words, and their options that take a value. */
const WRAPPERS: Record<string, RegExp> = {
  env: /^-[uCS]$/,
  command: /^$/,
  builtin: /^$/,
  exec: /^-a$/,
  nohup: /^$/,
  nice: /^-n$/,
  ionice: /^-[cn]$/,
  setsid: /^$/,
  stdbuf: /^-[ioe]$/,
  sudo: /^-[ugCD]$/,
  timeout: /^-[ks]$/,
  time: /^-[fo]$/,
  xargs: /^-[IaEdLnPs]$/,
};

function dropPrefixes(words: readonly string[]): { rest: string[]; guarded?: string } {
  let rest = [...words];
  for (;;) {
    const name = baseName(rest[0]);
    if (KEYWORDS.has(name) || /^\w+=/.test(rest[0] ?? "")) {
      if (rest[0]?.startsWith("GIT_CONFIG")) return { rest, guarded: "GIT_CONFIG" };
      rest = rest.slice(1);
      continue;
    }
    const valued = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
    if (!valued) return { rest };
    const unset = name === "env" && rest.some((word) => word.startsWith("GIT_CONFIG"));
    if (unset) return { rest, guarded: "GIT_CONFIG" };
    rest = withoutOptions(rest.slice(1), valued, name === "timeout");
  }
}

function withoutOptions(words: string[], valued: RegExp, duration: boolean): string[] {
  let at = 0;
  while (words[at]?.startsWith("-")) at += valued.test(words[at] ?? "") ? 2 : 1;
  return words.slice(duration ? at + 1 : at);
}

function verbInWords(
  words: readonly string[],
  command: ShellCommand,
  depth: number,
): string | undefined {
  const name = baseName(words[0]);
  const args = words.slice(1);
  if (name === "git") return verbInGit(args, command, depth);
  if (name === "eval") return verbInScript(args.join(" "), depth + 1);
  if (SHELLS.has(name)) return verbInShell(args, command, depth);
  if (INTERPRETERS.test(name)) return verbInCode([...args, ...command.stdin].join("\n"));
  if (name === "find") return verbInWords(afterExec(args), command, depth);
  if (name === "export" || name === "unset") {
    return args.some((word) => word.startsWith("GIT_CONFIG")) ? "GIT_CONFIG" : undefined;
  }
  return writesGitPath(name, args) ? "writing into .git" : undefined;
}

function verbInGit(
  args: readonly string[],
  command: ShellCommand,
  depth: number,
): string | undefined {
  const call = parseGit(args);
  const fromInput =
    call.subcommand === undefined && command.words.some((word) => /xargs$/.test(word));
  if (fromInput) return "xargs git";
  if (call.subcommand === "submodule" && call.args[0] === "foreach") {
    return verbInScript(call.args.slice(1).join(" "), depth + 1);
  }
  return historyVerb(call);
}

function verbInShell(
  args: readonly string[],
  command: ShellCommand,
  depth: number,
): string | undefined {
  const flag = args.findIndex((word) => /^-[a-z]*c$/.test(word));
  if (flag >= 0) return verbInScript(args[flag + 1] ?? "", depth + 1);
  const scripts = [...command.stdin];
  const source = command.pipedFrom;
  const printed = /^(?:echo|printf)$/.test(source?.words[0] ?? "");
  if (source && printed) scripts.push(source.words.slice(1).join(" "));
  if (source) scripts.push(...source.stdin);
  return verbInScript(scripts.join("\n"), depth + 1);
}

/** Code of another language: `run(["git", "commit"])` and `system("git commit")` look alike. */
function verbInCode(code: string): string | undefined {
  const plain = code.replace(/[\s"'`,;()[\]{}]+/g, " ");
  for (const match of plain.matchAll(/(?:^|[\s/])git ([^|&;]*)/g)) {
    const verb = historyVerb(parseGit((match[1] ?? "").trim().split(" ")));
    if (verb !== undefined) return verb;
  }
  return /(?:^|[\s/])\.git\/(?:refs|HEAD|hooks|config|index|packed-refs)/.test(plain)
    ? "writing into .git"
    : undefined;
}

function afterExec(args: readonly string[]): string[] {
  const at = args.findIndex((word) => /^-(?:exec|execdir|ok|okdir)$/.test(word));
  return at < 0 ? [] : dropPrefixes(args.slice(at + 1)).rest;
}

const WRITES_ALL = /^(?:tee|mv|rm|ln|touch|truncate|chmod|chown|rmdir|unlink|shred)$/;
const WRITES_LAST = /^(?:cp|install|rsync)$/;

function writesGitPath(name: string, args: readonly string[]): boolean {
  if (WRITES_ALL.test(name)) return args.some(isGitPath);
  if (WRITES_LAST.test(name)) return isGitPath(args.at(-1) ?? "");
  if (name === "dd") return args.some((word) => word.startsWith("of=") && isGitPath(word.slice(3)));
  const inPlace = args.some((word) => /^(?:-[a-zA-Z]*i.*|--in-place.*)$/.test(word));
  return name === "sed" && inPlace && args.some(isGitPath);
}

function isGitPath(path: string): boolean {
  return /(?:^|\/)\.git(?:\/|$)/.test(path);
}

function baseName(path: string | undefined): string {
  return path?.slice(path.lastIndexOf("/") + 1) ?? "";
}
