import { isGitPath, writesGitPath } from "./git-paths.ts";
import { historyVerb, parseGit } from "./git-verbs.ts";
import { emptyScope, type ShellScope } from "./shell-values.ts";
import { type Budget, newBudget, type ShellCommand, visitCommands } from "./simple-commands.ts";
import { verbInCode, verbInText } from "./visible-words.ts";
import { baseName, dropPrefixes } from "./wrappers.ts";

/** The part of a command line that would change git history, in words for the refusal. */
export interface CommitAttempt {
  verb: string;
}

const MAX_DEPTH = 6;

/** The nesting depth and the shared budget of a script inside a script. */
interface Reading {
  depth: number;
  budget: Budget;
}

/**
 * Finds an attempt to change git history, or to get round its guards, in a bash command line. The answer serves a
 * clear refusal; hooks and the sandbox stop attempts that this function does not recognise.
 */
export function commitAttempt(command: string): CommitAttempt | undefined {
  const reading = { depth: 0, budget: newBudget() };
  const verb =
    verbInScript(command, reading, emptyScope()) ??
    (reading.budget.complete ? undefined : verbInText(command));
  return verb === undefined ? undefined : { verb };
}

function verbInScript(
  script: string,
  { depth, budget }: Reading,
  scope: ShellScope,
  piped: readonly string[] = [],
): string | undefined {
  if (depth > MAX_DEPTH) {
    budget.complete = false;
    return undefined;
  }
  let verb: string | undefined;
  const inside = { depth: depth + 1, budget };
  const complete = budget.complete;
  budget.complete = true;
  visitCommands(script, { scope, piped, budget }, (command) => {
    verb = verbInCommand(command, inside);
    return verb !== undefined;
  });
  if (!budget.complete) verb ??= verbInText(script);
  budget.complete &&= complete;
  return verb;
}

function verbInCommand(command: ShellCommand, reading: Reading): string | undefined {
  const { assignments, writes } = command;
  if (assignments.some((one) => one.startsWith("GIT_CONFIG"))) return "GIT_CONFIG";
  if (writes.some(isGitPath)) return "writing into .git";
  const words = dropPrefixes(command.words);
  if (words.guarded) return words.guarded;
  return (
    verbInWords(words.rest, command, reading) ??
    firstVerb(assignments.flatMap(programOf), reading, command.scope)
  );
}

/** The program that git starts because of `GIT_EDITOR=program` and the like. */
function programOf(assignment: string): string[] {
  const [, program] =
    /^\w*(?:EDITOR|PAGER|COMMAND|DIFF|ASKPASS|VISUAL)=(.*)$/s.exec(assignment) ?? [];
  return program === undefined ? [] : [program];
}

/** Programs that run the script after their `-c` or on their standard input. */
const SHELLS = new Set(["sh", "bash", "dash", "zsh", "ksh", "su", "script"]);
const INTERPRETERS = /^(?:python[\d.]*|node|bun|deno|perl|ruby|php)$/;

function verbInWords(
  words: readonly string[],
  command: ShellCommand,
  reading: Reading,
): string | undefined {
  const name = baseName(words[0]);
  const args = words.slice(1);
  if (name === "git") return verbInGit(args, command, reading);
  if (name.startsWith("git-")) return verbInGit([name.slice(4), ...args], command, reading);
  const script = scriptOf(name, args, command);
  if (script !== undefined) return verbInScript(script, reading, command.scope);
  if (SHELLS.has(name)) return verbInShell(args, command, reading);
  if (INTERPRETERS.test(name)) return verbInCode([...args, ...command.stdin].join("\n"));
  if (name === "find") return verbInWords(afterExec(args), command, reading);
  if (name === "export" || name === "unset") {
    return args.some((word) => word.startsWith("GIT_CONFIG")) ? "GIT_CONFIG" : undefined;
  }
  return writesGitPath(name, args) ? "writing into .git" : undefined;
}

/** The script that the shell itself runs for a command. */
function scriptOf(name: string, args: string[], { stdin }: ShellCommand): string | undefined {
  if (name === "eval") return args.join(" ");
  if (name === "trap") return args.find((word) => word !== "--") ?? "";
  if (name === "source" || name === ".") return stdin.join("\n");
  // These are the remaining words of `flock file -c script`.
  return name === "-c" ? (args[0] ?? "") : undefined;
}

function verbInGit(
  args: readonly string[],
  command: ShellCommand,
  reading: Reading,
): string | undefined {
  const call = parseGit(args);
  if (call.subcommand === undefined && fromXargs(command)) return "xargs git";
  if (call.subcommand === "submodule" && call.args[0] === "foreach") {
    return verbInScript(call.args.slice(1).join(" "), reading, command.scope);
  }
  const programs = call.settings.map((one) => one.slice(one.indexOf("=") + 1));
  return historyVerb(call) ?? firstVerb(programs, reading, command.scope);
}

function firstVerb(
  scripts: readonly string[],
  reading: Reading,
  scope: ShellScope,
): string | undefined {
  for (const script of scripts) {
    const verb = verbInScript(script, reading, scope);
    if (verb !== undefined) return verb;
  }
  return undefined;
}

function fromXargs({ words }: ShellCommand): boolean {
  return words.some((word) => /xargs$/.test(word));
}

function verbInShell(
  args: readonly string[],
  command: ShellCommand,
  reading: Reading,
): string | undefined {
  const { scope, stdin, piped } = command;
  const operands = shellOperands(args);
  const texts = [...stdin, ...piped].join("\n");
  if (!args.some((word) => /^-[a-zA-Z]*c[a-zA-Z]*$/.test(word)))
    return verbInScript(texts, reading, { ...scope, positional: ["sh", ...operands] });
  const [script = "", ...positional] = operands;
  return (
    verbInScript(script, reading, { ...scope, positional }, piped) ??
    (fromXargs(command) ? verbInScript(texts, reading, scope) : undefined)
  );
}

/** The words after a shell's options. */
function shellOperands(args: readonly string[]): string[] {
  let at = 0;
  for (; /^[-+]./.test(args[at] ?? ""); at += 1) {
    if (args[at] === "--") return args.slice(at + 1);
    if (/^(?:[-+][a-zA-Z]*[oO]|--rcfile|--init-file)$/.test(args[at] ?? "")) at += 1;
  }
  return args.slice(at);
}

function afterExec(args: readonly string[]): string[] {
  const at = args.findIndex((word) => /^-(?:exec|execdir|ok|okdir)$/.test(word));
  return at < 0 ? [] : dropPrefixes(args.slice(at + 1)).rest;
}
