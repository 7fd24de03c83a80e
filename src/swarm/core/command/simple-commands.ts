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
  /** Files that are written by `>`, `>>`, `>|`, `&>` or `<>`. */
  writes: string[];
  /** Here-documents, here-strings and what `<(…)` prints. */
  stdin: string[];
  /** What the commands before it in the pipeline print. */
  piped: readonly string[];
  /** What the script has set when the command starts. */
  scope: ShellScope;
}

/** How much of a script may still be read; shared by the scripts inside a script. */
export interface Budget {
  /** Characters of syntax nodes. */
  left: number;
  level: number;
  /** False if a part was not read: a syntax error, or too long or too deep. */
  complete: boolean;
  /** True as soon as the caller has seen enough. */
  done: boolean;
}

// Linux takes no longer argument, so no longer script reaches `bash -c`.
const MAX_LENGTH = 131_072;
// The parser's time grows with the square of their number.
const MAX_HERE_DOCUMENTS = 1_000;
const MAX_LEVEL = 500;
// In characters.
const NODE_COST = 20;
const MAX_LOOPS = 16;

/** A fresh budget: some hundred milliseconds of reading at most. */
export function newBudget(): Budget {
  return { left: 2_000_000, level: 0, complete: true, done: false };
}

interface Walk {
  readonly scope: ShellScope;
  readonly budget: Budget;
  readonly onCommand: (command: ShellCommand) => boolean;
  readonly piped: readonly string[];
  /** What the commands print, for the next one in the pipeline. */
  readonly printed: string[];
  /** What `<(…)` among the words of the present command prints. */
  readonly substituted: string[];
  /** Functions that are being called. */
  readonly calling: ReadonlySet<string>;
}

/**
 * Visits the simple commands of a bash script in the order of its text, those inside
 * substitutions, functions and compound commands included. A call of a function that the script
 * defines visits its body again with the arguments. `onCommand` returns true to stop. The syntax
 * tree is by unbash, which is pure and the one library that core takes besides zod.
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
