import { isGitPath, writesFiles } from "./git-paths.ts";
import { historyVerb, parseGit } from "./git-verbs.ts";

const WRITES_GIT = /(?:^|[\s/])\.git\/(?:refs|HEAD|hooks|config|index|packed-refs)/;

/** Judges code of another language, in which `run(["git", "commit"])` and `system("git commit")` look alike. */
export function verbInCode(code: string): string | undefined {
  const plain = code.replace(/[\s"'`,;()[\]{}]+/g, " ");
  for (const match of plain.matchAll(/(?:^|[\s/])git ([^|&;]*)/g)) {
    const verb = historyVerb(parseGit((match[1] ?? "").trim().split(" ")));
    if (verb !== undefined) return verb;
  }
  return WRITES_GIT.test(plain) ? "writing into .git" : undefined;
}

/** Judges a shell script that cannot be parsed as a whole, by the words after each `git` in its text. */
export function verbInText(script: string): string | undefined {
  return inPieces(script.replace(/["'`()]+/g, " ")) ?? inPieces(script.replace(/["'\\]+/g, ""));
}

function inPieces(text: string): string | undefined {
  if (/\bGIT_CONFIG/.test(text)) return "GIT_CONFIG";
  for (const piece of text.split(/(?<![\w.-])git(?=\s)/).slice(1)) {
    const [line = ""] = piece.split(/[\n;|&<>(){}`]/, 1);
    const verb = historyVerb(parseGit(line.trim().split(/\s+/)));
    if (verb !== undefined) return verb;
  }
  const writes = text.split(/[\n;|&]+/).some((line) => {
    const words = line.split(/[\s=<()]+|(?<=>)|(?=>)/);
    return words.some(isGitPath) && words.some(writesFiles);
  });
  return writes || WRITES_GIT.test(text) ? "writing into .git" : undefined;
}
