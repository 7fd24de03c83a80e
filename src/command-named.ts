import type { Command } from "commander";

/**
 * The command that a command line names, as JSON answers name it ("runs show"); null if it names none. It is asked for
 * command lines that cannot be parsed, so it reads words alone.
 */
export function commandNamed(program: Command, args: readonly string[]): string | null {
  const names: string[] = [];
  let at: Command = program;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? "";
    if (word === "--") break;
    const option = at.options.find(({ short, long }) => word === short || word === long);
    if (option?.required) index += 1;
    if (word.startsWith("-")) continue;
    const child = at.commands.find((command) => command.name() === word);
    if (!child) break;
    names.push(child.name());
    at = child;
  }
  return names.length > 0 ? names.join(" ") : null;
}
