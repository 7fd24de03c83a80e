import type { Assignment, Command } from "unbash";
import { type ShellScope, wordFields, wordText } from "./shell-values.ts";

const DECLARES = new Set(["declare", "export", "local", "readonly", "typeset"]);

/** Notes in the scope the variables, aliases and positional parameters that a simple command sets. */
export function afterCommand(node: Command, words: readonly string[], scope: ShellScope): void {
  const [name, ...args] = words;
  if (name === undefined) assignAll(node.prefix, scope);
  else if (DECLARES.has(name)) assignAll(node.args, scope);
  else if (name === "alias") for (const word of args) setAlias(word, scope);
  else if (name === "set" && args.includes("--")) {
    scope.positional = ["", ...args.slice(args.indexOf("--") + 1)].slice(0, MAX_VALUES);
  }
}

function setAlias(word: string, scope: ShellScope): void {
  const [, alias, text] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
  if (alias !== undefined && text !== undefined) scope.aliases.set(alias, text.trim());
}

function assignAll(list: Command["args"] | Command["prefix"], scope: ShellScope): void {
  for (const one of list) if (one.type === "Assignment") assign(one, scope);
}

// A script may double a variable in every line, so we limit values; commands that people write are shorter.
const MAX_VALUES = 256;
const MAX_LENGTH = 16_384;

function assign(one: Assignment, scope: ShellScope): void {
  const { name, value, append } = one;
  const before = scope.variables.get(name) ?? [];
  if (value.type === "ArrayValue") {
    const values = value.elements.flatMap((word) => wordFields(word, scope));
    setVariable(scope, name, append ? [...before, ...values] : values);
    return;
  }
  const at = one.index ? Number(wordText(one.index, scope)) : 0;
  if (!Number.isInteger(at) || at < 0 || at > 99) return;
  const text = wordText(value, scope);
  const values = one.index || append ? [...before] : [];
  while (values.length < at) values.push("");
  values[at] = append ? `${before[at] ?? ""}${text}` : text;
  setVariable(scope, name, values);
}

function setVariable(scope: ShellScope, name: string, values: readonly string[]): void {
  const length = values.reduce((sum, value) => sum + value.length, 0);
  if (values.length > MAX_VALUES || length > MAX_LENGTH) scope.variables.delete(name);
  else scope.variables.set(name, values);
}
