import {
  type Command,
  type For,
  forEachChild,
  type Pipeline,
  parse,
  type Redirected,
  type Select,
  type Function as ShellFunction,
  type SyntaxNode,
} from "unbash";
import { assignmentText, commandWords, hereTexts, writtenFiles } from "./command-parts.ts";
import { printedBy } from "./printed-text.ts";
import { afterCommand } from "./shell-effects.ts";
import { type ShellScope, wordFields } from "./shell-values.ts";

/** A simple command as bash would start it. */
export interface ShellCommand {
  words: string[];
  /** Leading `NAME=value` words. */
  assignments: string[];
  /** Files that `>`, `>>`, `>|`, `&>` or `<>` write. */
  writes: string[];
  /** Here-documents, here-strings and the output of `<(…)`. */
  stdin: string[];
  /** The output of the earlier commands in the pipeline. */
  piped: readonly string[];
  /** The names that the script has set when the command starts. */
  scope: ShellScope;
}

/** How much of a script we may still read; all scripts inside a script share it. */
export interface Budget {
  /** Characters of syntax nodes. */
  left: number;
  level: number;
  /** False if we did not read a part because of a syntax error, its length or its depth. */
  complete: boolean;
  /** True as soon as the caller has seen enough. */
  done: boolean;
}

// Linux accepts no longer argument, so no longer script can reach `bash -c`.
const MAX_LENGTH = 131_072;
// The parser's time grows with the square of the number of here-documents.
const MAX_HERE_DOCUMENTS = 1_000;
const MAX_LEVEL = 500;
// The cost of one syntax node, in characters.
const NODE_COST = 20;
const MAX_LOOPS = 16;

/** A new budget, enough for at most a few hundred milliseconds of reading. */
export function newBudget(): Budget {
  return { left: 2_000_000, level: 0, complete: true, done: false };
}

interface Walk {
  readonly scope: ShellScope;
  readonly budget: Budget;
  readonly onCommand: (command: ShellCommand) => boolean;
  readonly piped: readonly string[];
  /** The output of the commands, for the next command in the pipeline. */
  readonly printed: string[];
  /** The output of `<(…)` among the words of the present command. */
  readonly substituted: string[];
  /** Functions whose body is being visited, so that a recursion ends. */
  readonly calling: ReadonlySet<string>;
}

/**
 * Visits the simple commands of a bash script in the order of its text, also inside substitutions, functions and
 * compound commands. A call of a function that the script defines visits the function's body again with the
 * arguments. `onCommand` returns true to stop. The parser is unbash, a pure library and, besides zod, the only
 * library that core imports.
 */
export function visitCommands(
  script: string,
  given: { scope: ShellScope; piped: readonly string[]; budget: Budget },
  onCommand: (command: ShellCommand) => boolean,
): void {
  const { budget } = given;
  const tooLong = script.length > MAX_LENGTH || script.split("<<").length > MAX_HERE_DOCUMENTS;
  if (tooLong || script.length > budget.left) {
    budget.complete = false;
    return;
  }
  const walk: Walk = { ...given, onCommand, printed: [], substituted: [], calling: new Set() };
  visit(walk, parse(script));
}

function visit(walk: Walk, node: SyntaxNode): void {
  const { budget } = walk;
  budget.left -= node.end - node.pos + NODE_COST;
  if (budget.done) return;
  if (budget.left < 0 || budget.level >= MAX_LEVEL) {
    budget.complete = false;
    return;
  }
  budget.level += 1;
  const visitor = VISITORS[node.type] as typeof visitChildren | undefined;
  (visitor ?? visitChildren)(walk, node);
  budget.level -= 1;
}

const VISITORS: {
  [T in SyntaxNode["type"]]?: (walk: Walk, node: SyntaxNode & { type: T }) => void;
} = {
  Script(walk, node) {
    if (node.errors) walk.budget.complete = false;
    visitChildren(walk, node);
  },
  Command: visitCommand,
  Pipeline: visitPipeline,
  Function: visitFunction,
  For: visitLoop,
  Select: visitLoop,
  Redirected: visitRedirected,
  ProcessSubstitution(walk, node) {
    const inside: Walk = { ...walk, printed: [] };
    visitChildren(inside, node);
    if (node.operator === "<") addTexts(walk, walk.substituted, inside.printed);
  },
  CommandExpansion: (walk, node) => visitChildren({ ...walk, printed: [] }, node),
  ArithmeticCommandExpansion: (walk, node) => visitChildren({ ...walk, printed: [] }, node),
};

function visitChildren(walk: Walk, node: SyntaxNode): void {
  forEachChild(node, (child) => visit(walk, child));
}

function visitCommand(walk: Walk, node: Command): void {
  const { scope } = walk;
  const words = commandWords(node, scope);
  const here = hereTexts(node.redirects, scope);
  const printed = printedBy(words);
  const output = printed === undefined ? [...here, ...walk.piped] : [printed];
  const inside: Walk = { ...walk, piped: output, printed: [], substituted: [] };
  visitChildren(inside, node);
  addTexts(walk, walk.printed, [...output, ...inside.substituted]);
  const command: ShellCommand = {
    words,
    assignments: node.prefix.flatMap((one) =>
      one.type === "Assignment" ? [assignmentText(one, scope)] : [],
    ),
    writes: writtenFiles(node.redirects, scope),
    stdin: [...here, ...inside.substituted],
    piped: walk.piped,
    scope,
  };
  report(walk, command);
  afterCommand(node, words, scope);
  callFunction(walk, words, output);
}

function report(walk: Walk, command: ShellCommand): void {
  const { words, assignments, writes } = command;
  if (walk.budget.done || words.length + assignments.length + writes.length === 0) return;
  walk.budget.done = walk.onCommand(command);
}

function visitPipeline(walk: Walk, { commands }: Pipeline): void {
  let { piped } = walk;
  for (const command of commands) {
    const inside: Walk = { ...walk, piped, printed: [] };
    visit(inside, command);
    piped = inside.printed;
  }
  addTexts(walk, walk.printed, piped);
}

function visitFunction(walk: Walk, node: ShellFunction): void {
  walk.scope.functions.set(node.name.value, node.body);
  visit({ ...walk, scope: { ...walk.scope, positional: undefined }, printed: [] }, node.body);
}

function callFunction(walk: Walk, words: string[], piped: readonly string[]): void {
  const [name = ""] = words;
  const body = walk.scope.functions.get(name);
  if (!body || walk.calling.has(name)) return;
  const scope = { ...walk.scope, positional: words };
  visit({ ...walk, scope, piped, calling: new Set([...walk.calling, name]) }, body);
}

function visitLoop(walk: Walk, node: For | Select): void {
  const { scope } = walk;
  for (const word of node.wordlist ?? []) visit(walk, word);
  const values = node.wordlist
    ? node.wordlist.flatMap((word) => wordFields(word, scope))
    : scope.positional?.slice(1);
  for (const value of values?.slice(0, MAX_LOOPS) ?? [undefined]) {
    if (value === undefined) scope.variables.delete(node.name.value);
    else scope.variables.set(node.name.value, [value]);
    visit(walk, node.body);
  }
}

function visitRedirected(walk: Walk, node: Redirected): void {
  const { scope, piped } = walk;
  const substituted: string[] = [];
  for (const redirect of node.redirects) visit({ ...walk, substituted }, redirect);
  const writes = writtenFiles(node.redirects, scope);
  report(walk, { words: [], assignments: [], writes, stdin: [], piped, scope });
  const given = [...hereTexts(node.redirects, scope), ...substituted, ...piped];
  visit({ ...walk, piped: given }, node.command);
}

function addTexts(walk: Walk, list: string[], texts: readonly string[]): void {
  for (const text of texts) {
    walk.budget.left -= text.length + 1;
    if (walk.budget.left > 0) list.push(text);
  }
}
