import { readOnlyGit } from "./read-only-git.ts";

export type ReadOnlyVerdict = { ok: true } | { ok: false; reason: string };

const ALLOWED: ReadOnlyVerdict = { ok: true };
const refuse = (reason: string): ReadOnlyVerdict => ({ ok: false, reason });

/** Options of reading programs that write, run something or never end. */
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
 * May a read-only agent (Scout, Librarian) run this command line? Only one simple command of a
 * known reading program, without anything the shell would interpret. Refuses when in doubt.
 */
export function readOnlyCommand(command: string): ReadOnlyVerdict {
  const split = plainWords(command.trim());
  if (typeof split === "string") return refuse(split);
  const [program, ...args] = split;
  if (program === undefined) return refuse("the command is empty");
  if (program === "git") return readOnlyGit(args);
  if (!Object.hasOwn(FORBIDDEN, program)) {
    return refuse(
      `${program} is not one of: git, ${Object.keys(FORBIDDEN).join(", ")} (plain names, no paths)`,
    );
  }
  const bad = args.find((word) => FORBIDDEN[program]?.test(word));
  return bad === undefined ? ALLOWED : refuse(`${program} ${bad} may write, run or wait`);
}

// One token: '…', "…" without expansions, or a run of characters the shell leaves alone. A glob
// must not begin a word: a file could be named like an option.
const TOKEN = /'[^'\n]*'|"[^"$`\\!\n]*"|@\{[A-Za-z0-9.+-]*\}|[A-Za-z0-9_\-./:,+=%^~@]|[*?]/y;

// What blanks separate; blanks between quotes do not.
const CHUNK = /(?:'[^'\n]*'|"[^"\n]*"|[^ \t'"]|['"])+/g;

/** The words, or the reason why the line is more than plain words. */
function plainWords(line: string): string[] | string {
  const words: string[] = [];
  for (const chunk of line.matchAll(CHUNK)) {
    const word = plainWord(chunk[0]);
    if (typeof word === "object") return word.fault;
    words.push(word);
  }
  return /^\w+=/.test(words[0] ?? "") ? "setting a variable is not reading" : words;
}

function plainWord(chunk: string): string | { fault: string } {
  let word = "";
  for (let at = 0; at < chunk.length; ) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(chunk)?.[0];
    const fault = tokenFault(token, word, chunk[at] ?? "");
    if (token === undefined || fault !== undefined) return { fault: fault ?? "unreadable" };
    word += /^['"]/.test(token) ? token.slice(1, -1) : token;
    at += token.length;
  }
  return word;
}

function tokenFault(token: string | undefined, word: string, char: string): string | undefined {
  if (token === undefined) {
    return `the shell would interpret ${JSON.stringify(char)}: send one plain command, and quote patterns with '…'`;
  }
  const glob = token === "*" || token === "?";
  // Past a leading directory the shell's result cannot look like an option.
  return glob && !word.includes("/") ? "write ./* instead of *, or quote the pattern" : undefined;
}
