/** A simple command as bash would start it: quotes and backslashes gone, expansions left as text. */
export interface ShellCommand {
  words: string[];
  /** Leading `NAME=value` words. */
  assignments: string[];
  /** Files that are written by `>`, `>>`, `>|`, `&>` or `<>`. */
  writes: string[];
  /** Bodies of here-documents and here-strings. */
  stdin: string[];
  /** The command whose output this one reads. */
  pipedFrom?: ShellCommand;
}

interface Lexer {
  text: string;
  at: number;
  commands: ShellCommand[];
  current: ShellCommand;
  word: string | undefined;
  redirect: "write" | "read" | "here" | undefined;
  /** Here-documents whose bodies start at the next line. */
  pending: { delimiter: string; command: ShellCommand }[];
  hereDocument: boolean;
}

/**
 * Splits a bash command line into its simple commands, those inside `$(…)`, backticks and
 * subshells included. It never fails: what it does not understand stays text.
 */
export function shellCommands(text: string): ShellCommand[] {
  const lexer: Lexer = {
    text,
    at: 0,
    commands: [],
    current: emptyCommand(),
    word: undefined,
    redirect: undefined,
    pending: [],
    hereDocument: false,
  };
  while (lexer.at < text.length) step(lexer);
  endCommand(lexer, false);
  return lexer.commands;
}

function emptyCommand(): ShellCommand {
  return { words: [], assignments: [], writes: [], stdin: [] };
}

function step(lexer: Lexer): void {
  const char = lexer.text[lexer.at] ?? "";
  if (char === "'" || char === '"' || char === "\\" || char === "`" || char === "$") {
    quoted(lexer, char);
  } else if (char === " " || char === "\t" || char === "\r") {
    endWord(lexer);
    lexer.at += 1;
  } else if (char === "\n") {
    endCommand(lexer, false);
    lexer.at += 1;
    readBodies(lexer);
  } else if (char === "#" && lexer.word === undefined) {
    const end = lexer.text.indexOf("\n", lexer.at);
    lexer.at = end < 0 ? lexer.text.length : end;
  } else if (char === "<" || char === ">") {
    redirection(lexer, char);
  } else if (";|&()".includes(char)) {
    separator(lexer, char);
  } else {
    lexer.word = (lexer.word ?? "") + char;
    lexer.at += 1;
  }
}

function quoted(lexer: Lexer, char: string): void {
  if (char === "'") literal(lexer, "'", 1);
  else if (char === '"') doubleQuoted(lexer);
  else if (char === "\\") {
    const next = lexer.text[lexer.at + 1] ?? "";
    if (next !== "\n") lexer.word = (lexer.word ?? "") + next;
    lexer.at += 2;
  } else if (char === "$" && lexer.text[lexer.at + 1] === "'") literal(lexer, "'", 2);
  else expansion(lexer);
}

function literal(lexer: Lexer, quote: string, skip: number): void {
  const start = lexer.at + skip;
  const end = lexer.text.indexOf(quote, start);
  const stop = end < 0 ? lexer.text.length : end;
  lexer.word = (lexer.word ?? "") + lexer.text.slice(start, stop);
  lexer.at = stop + 1;
}

function doubleQuoted(lexer: Lexer): void {
  lexer.word ??= "";
  lexer.at += 1;
  for (;;) {
    const char = lexer.text[lexer.at];
    if (char === undefined || char === '"') break;
    if (char === "$" || char === "`") expansion(lexer);
    else if (char === "\\") {
      lexer.word += unescaped(lexer.text[lexer.at + 1] ?? "");
      lexer.at += 2;
    } else {
      lexer.word += char;
      lexer.at += 1;
    }
  }
  lexer.at += 1;
}

/** What a backslash and `next` mean between double quotes. */
function unescaped(next: string): string {
  if (next === "\n") return "";
  return '"\\$`'.includes(next) ? next : `\\${next}`;
}

// A command substitution is run by bash as well, so its commands count; its text stays in the word.
function expansion(lexer: Lexer): void {
  const { text, at } = lexer;
  const end = text[at] === "`" ? text.indexOf("`", at + 1) : closing(text, at);
  if (end < 0) {
    lexer.word = (lexer.word ?? "") + text[at];
    lexer.at += 1;
    return;
  }
  const start = text[at] === "`" ? at + 1 : at + 2;
  if (text[at] === "`" || text[at + 1] === "(") {
    lexer.commands.push(...shellCommands(text.slice(start, end)));
  }
  lexer.word = (lexer.word ?? "") + text.slice(at, end + 1);
  lexer.at = end + 1;
}

/** Index of the bracket that closes `$(` or `${` at `start`; -1 when there is none. */
function closing(text: string, start: number): number {
  const open = text[start + 1];
  if (open !== "(" && open !== "{") return -1;
  const close = open === "(" ? ")" : "}";
  const pieces = /\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[(){}]/g;
  pieces.lastIndex = start + 1;
  let depth = 0;
  for (let match = pieces.exec(text); match; match = pieces.exec(text)) {
    if (match[0] === open) depth += 1;
    else if (match[0] === close) depth -= 1;
    if (depth === 0) return match.index;
  }
  return -1;
}

function redirection(lexer: Lexer, char: string): void {
  // `2>` and `&>`: the number is part of the operator.
  if (/^\d+$/.test(lexer.word ?? "")) lexer.word = undefined;
  endWord(lexer);
  const operator = /^(?:<<<|<<-?|<>|<\(|>\(|<&|>&|>>|>\||<|>)/.exec(lexer.text.slice(lexer.at));
  const found = operator?.[0] ?? char;
  lexer.at += found.length;
  if (found.endsWith("(")) endCommand(lexer, false);
  else if (found === "<<<") lexer.redirect = "here";
  else if (found.startsWith("<<")) {
    lexer.redirect = "here";
    lexer.hereDocument = true;
  } else lexer.redirect = found === "<" || found === "<&" ? "read" : "write";
}

function separator(lexer: Lexer, char: string): void {
  if (char === "&" && lexer.text[lexer.at + 1] === ">") {
    endWord(lexer);
    lexer.at += 1;
    return;
  }
  const doubled = lexer.text[lexer.at + 1] === char;
  lexer.at += doubled ? 2 : 1;
  if (char === "|" && !doubled && lexer.text[lexer.at] === "&") lexer.at += 1;
  endCommand(lexer, char === "|" && !doubled);
}

function endWord(lexer: Lexer): void {
  const { word, current } = lexer;
  if (word === undefined) return;
  lexer.word = undefined;
  if (lexer.redirect === "write") current.writes.push(word);
  else if (lexer.redirect === "here" && lexer.hereDocument) {
    lexer.pending.push({ delimiter: word, command: current });
  } else if (lexer.redirect === "here") current.stdin.push(word);
  else if (lexer.redirect === undefined) addWord(current, word);
  lexer.redirect = undefined;
  lexer.hereDocument = false;
}

function addWord(command: ShellCommand, word: string): void {
  if (command.words.length === 0 && /^[A-Za-z_]\w*\+?=/.test(word)) command.assignments.push(word);
  else command.words.push(word);
}

function endCommand(lexer: Lexer, piped: boolean): void {
  endWord(lexer);
  const done = lexer.current;
  lexer.current = emptyCommand();
  if (done.words.length + done.assignments.length + done.writes.length > 0) {
    lexer.commands.push(done);
  }
  if (piped) lexer.current.pipedFrom = done;
}

function readBodies(lexer: Lexer): void {
  for (const { delimiter, command } of lexer.pending.splice(0)) {
    const lines: string[] = [];
    while (lexer.at < lexer.text.length) {
      const end = lexer.text.indexOf("\n", lexer.at);
      const line = lexer.text.slice(lexer.at, end < 0 ? undefined : end);
      lexer.at = end < 0 ? lexer.text.length : end + 1;
      if (line.replace(/^\t+/, "") === delimiter) break;
      lines.push(line);
    }
    command.stdin.push(lines.join("\n"));
  }
}
