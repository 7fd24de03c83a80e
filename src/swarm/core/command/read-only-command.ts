import { type CommandArgument, parse, type SyntaxNode, type WordPart } from "unbash";
import { type Sentence, say } from "../../../kit/sentence.ts";
import { readOnlyGit } from "./read-only-git.ts";

export type ReadOnlyVerdict = { ok: true } | { ok: false; reason: Sentence };

const ALLOWED: ReadOnlyVerdict = { ok: true };
const refuse = (reason: Sentence): ReadOnlyVerdict => ({ ok: false, reason });

/** The programs that may run, each with its options that write, run something or never end. */
const FORBIDDEN: Record<string, RegExp | undefined> = {
  ls: undefined,
  pwd: undefined,
  cat: undefined,
  head: undefined,
  wc: undefined,
  stat: undefined,
  du: undefined,
  grep: undefined,
  tail: /^(?:-[a-zA-Z0-9]*[fF].*|--follow.*|--retry|--f.*)$/,
  find: /^-(?:exec|execdir|ok|okdir|delete|fprint|fprint0|fprintf|fls)$/,
  file: /^(?:-[a-zA-Z]*C.*|--compile|--c.*)$/,
  tree: /^(?:-[a-zA-Z]*[oR].*|--output.*)$/,
  rg: /^(?:--pre(?:=.*)?|--hostname-bin.*|--search-zip|-[a-zA-Z]*z.*)$/,
};

/**
 * May a read-only agent (Scout, Librarian) run this command line? It may run one simple command of a known
 * reading program, without anything that the shell would interpret. Refuses in doubt, and after a syntax error.
 */
export function readOnlyCommand(command: string): ReadOnlyVerdict {
  const split = plainWords(command.trim());
  if (!Array.isArray(split)) return refuse(split);
  const [program, ...args] = split;
  if (program === undefined) return refuse(say("the command is empty", "명령이 비어 있습니다."));
  if (program === "git") return readOnlyGit(args);
  if (!Object.hasOwn(FORBIDDEN, program)) {
    const allowed = Object.keys(FORBIDDEN).join(", ");
    return refuse(
      say(
        `${program} is not one of: git, ${allowed} (plain names, no paths)`,
        `${program}은(는) 실행할 수 있는 프로그램이 아닙니다. 실행할 수 있는 것(경로 없이 이름만): git, ${allowed}.`,
      ),
    );
  }
  const bad = args.find((word) => FORBIDDEN[program]?.test(word));
  return bad === undefined
    ? ALLOWED
    : refuse(
        say(
          `${program} ${bad} may write, run or wait`,
          `${program} ${bad}은(는) 쓰거나, 프로그램을 실행하거나, 끝나지 않고 기다릴 수 있습니다.`,
        ),
      );
}

const MAX_LENGTH = 10_000;
const SETS_VARIABLE = say(
  "setting a variable is not reading",
  "변수를 설정하는 것은 읽기가 아닙니다.",
);

/** The words, or the reason why the line is more than plain words. */
function plainWords(line: string): string[] | Sentence {
  if (line.length > MAX_LENGTH)
    return say("the command is too long to be read", "명령이 너무 길어 읽을 수 없습니다.");
  const { commands, errors } = parse(line);
  const [error] = errors ?? [];
  if (error) return interpreted(line[error.pos] ?? line);
  let node: SyntaxNode | undefined = commands[0]?.command;
  while (node?.type === "AndOr" || node?.type === "Pipeline") node = node.commands[0];
  if (!node) return line === "" ? [] : interpreted(line);
  if (node.type !== "Command" || node.pos > 0) return interpreted(line);
  const after = line.slice(node.end).replace(/^[ \t]+/, "");
  if (after !== "") return interpreted(after);
  const [redirect] = node.redirects;
  if (redirect) return interpreted(line.slice(redirect.pos));
  if (node.prefix.length > 0) return SETS_VARIABLE;
  return wordsOf([...(node.name ? [node.name] : []), ...node.args], line);
}

function wordsOf(nodes: readonly CommandArgument[], line: string): string[] | Sentence {
  const words: string[] = [];
  let end = 0;
  for (const node of nodes) {
    const between = line.slice(end, node.pos).replace(/^[ \t]+/, "");
    // The parser may skip a character that bash does not skip.
    if (between !== "") return interpreted(between);
    end = node.end;
    if (node.type !== "Word") return SETS_VARIABLE;
    let before = "";
    for (const part of node.parts ?? [{ type: "Literal", text: node.text } as const]) {
      const fault = partFault(part, before);
      if (fault !== undefined) return fault;
      before += part.text;
    }
    words.push(node.value);
  }
  return words;
}

function partFault(part: Pick<WordPart, "type" | "text">, before: string): Sentence | undefined {
  const { type, text } = part;
  if (type === "SingleQuoted") return text.includes("\n") ? interpreted("\n") : undefined;
  if (type === "DoubleQuoted") return /[$`\\!\n]/.test(text) ? interpreted(text) : undefined;
  if (type === "Glob" && /^[*?]+$/.test(text)) {
    // A file may be named like an option, but after a leading directory no name looks like an option.
    return before.includes("/")
      ? undefined
      : say(
          "write ./* instead of *, or quote the pattern",
          "* 대신 ./*를 쓰거나 패턴을 따옴표로 묶어야 합니다.",
        );
  }
  return type === "Literal" ? literalFault(text) : interpreted(text);
}

function literalFault(text: string): Sentence | undefined {
  const bad = text.replace(/@\{[A-Za-z0-9.+-]*\}/g, "").replace(/[A-Za-z0-9_\-./:,+=%^~@]+/g, "");
  return bad === "" ? undefined : interpreted(bad);
}

function interpreted(rest: string): Sentence {
  const first = JSON.stringify(rest[0]);
  return say(
    `the shell would interpret ${first}: send one plain command, and quote patterns with '…'`,
    `셸이 ${first}을(를) 특별하게 해석합니다. 단순한 명령 하나만 실행할 수 있고 패턴은 '…'로 묶어야 합니다.`,
  );
}
