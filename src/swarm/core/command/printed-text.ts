import type { ParsedScript, Word } from "unbash";

/** The output of a script that consists only of `echo`, `printf` and `command -v`; otherwise undefined. */
export function printedText(
  script: ParsedScript,
  fields: (word: Word) => string[],
): string | undefined {
  const printed = script.commands.map(({ command }) => {
    if (command.type !== "Command" || !command.name) return undefined;
    const args = command.args.flatMap((arg) => (arg.type === "Word" ? fields(arg) : [arg.text]));
    return printedBy([...fields(command.name), ...args]);
  });
  return printed.some((text) => text === undefined) ? undefined : printed.join("\n");
}

/** The output of a simple command if its words alone determine it; otherwise undefined. */
export function printedBy(words: readonly string[]): string | undefined {
  const [name, ...args] = words;
  if (name === "echo") return echoed(args);
  if (name === "printf") return formatted(args[0] === "--" ? args.slice(1) : args);
  const lookUp = name === "which" || (name === "command" && args[0] === "-v");
  return lookUp ? args.at(-1) : undefined;
}

function echoed(args: readonly string[]): string {
  const first = args.findIndex((word) => !/^-[neE]+$/.test(word));
  if (first < 0) return "";
  const text = args.slice(first).join(" ");
  return args.slice(0, first).some((word) => word.includes("e")) ? unescaped(text) : text;
}

function formatted([format = "", ...args]: readonly string[]): string | undefined {
  if (format.startsWith("-")) return undefined;
  const once = unescaped(format);
  let text = "";
  let at = 0;
  do {
    const before = at;
    text += once.replace(/%[-+ 0#]*\d*(?:\.\d+)?([a-zA-Z%])/g, (_spec, kind: string) =>
      kind === "%" ? "%" : (args[at++] ?? ""),
    );
    if (at === before) break;
  } while (at < args.length);
  return text;
}

const LETTERS: Record<string, string> = { n: "\n", t: "\t", r: "\r" };

function unescaped(text: string): string {
  return text.replace(/\\(x[\da-fA-F]{1,2}|0?[0-7]{1,3}|[\s\S])/g, (_all, code: string) => {
    if (/^x./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (/^\d/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    return LETTERS[code] ?? code;
  });
}
