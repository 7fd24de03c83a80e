import { type Command, parse, type Redirection, type SyntaxNode } from "unbash";
import { emptyScope, partsText, type ShellScope, wordFields, wordText } from "./shell-values.ts";

/** The words of a line's first simple command, without the words inside its substitutions. */
export function firstWords(line: string): string[] {
  let node: SyntaxNode | undefined = parse(line).commands[0]?.command;
  while (node?.type === "AndOr" || node?.type === "Pipeline") node = node.commands[0];
  return node?.type === "Command" ? commandWords(node, emptyScope()) : [];
}

/** The words of a simple command, with an alias of its scope replaced. */
export function commandWords(node: Command, scope: ShellScope): string[] {
  const name = node.name ? wordFields(node.name, scope) : [];
  const alias = scope.aliases.get(name[0] ?? "");
  const first = alias === undefined ? name : [...alias.split(/\s+/), ...name.slice(1)];
  return [
    ...first,
    ...node.args.flatMap((arg) =>
      arg.type === "Word" ? wordFields(arg, scope) : [assignmentText(arg, scope)],
    ),
  ];
}

/** `NAME=value` with its expansions replaced. */
export function assignmentText(one: Command["args"][number], scope: ShellScope): string {
  if (one.type === "Word") return wordText(one, scope);
  if (one.index || one.value.type === "ArrayValue") return one.text;
  return `${one.name}${one.append ? "+" : ""}=${wordText(one.value, scope)}`;
}

/** The texts of here-documents and here-strings. */
export function hereTexts(redirects: readonly Redirection[], scope: ShellScope): string[] {
  return redirects.flatMap((one) => {
    if (one.type === "HereString") return one.target ? [wordText(one.target, scope)] : [];
    if (one.type !== "HereDoc") return [];
    const { text, parts } = one.body;
    return [parts ? partsText(parts, scope) : text];
  });
}

const WRITES = new Set([">", ">>", ">|", "&>", "&>>", ">&", "<>"]);

/** The files that redirects write. */
export function writtenFiles(redirects: readonly Redirection[], scope: ShellScope): string[] {
  return redirects.flatMap((one) =>
    one.type === "Redirect" && one.target && WRITES.has(one.operator)
      ? [wordText(one.target, scope)]
      : [],
  );
}
