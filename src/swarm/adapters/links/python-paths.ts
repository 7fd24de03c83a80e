/** `[from, to]`: a path, also as the beginning of a longer path, and what replaces it. */
export type Move = readonly [from: string, to: string];

const QUOTED = /(['"])(\/[^'"\n]+)\1/g;

/** Paths that a file of `site-packages` names: lines of a `.pth` file or an egg-link, quoted paths in Python code. */
export function pathsNamed(file: string, text: string): string[] {
  if (isPathList(file)) return text.split(/\r?\n/).filter(isPathLine);
  if (!file.endsWith(".py")) return [];
  return [...text.matchAll(QUOTED)].map(([, , path = ""]) => path);
}

/** The text with other paths; `leads` has the paths that were named. */
export function withPaths(
  { file, text }: { file: string; text: string },
  leads: ReadonlyMap<string, string>,
  moves: readonly Move[],
): string {
  if (isPathList(file))
    return text.replace(/[^\r\n]+/g, (line) => leads.get(line) ?? moved(line, moves));
  if (!file.endsWith(".py")) return moved(text, moves);
  return text.replace(QUOTED, (all, quote: string, path: string) => {
    return `${quote}${leads.get(path) ?? moved(all.slice(1, -1), moves)}${quote}`;
  });
}

function isPathList(file: string): boolean {
  return /\.(pth|egg-link)$/.test(file);
}

function isPathLine(line: string): boolean {
  return line.trim() !== "" && !/^(#|import[ \t])/.test(line);
}

/** Replaces each path once: a new path may begin with an old one. */
function moved(text: string, moves: readonly Move[]): string {
  const names = moves.map(([from]) => from).sort((a, b) => b.length - a.length);
  const escaped = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  // `/a/repo2` is another folder than `/a/repo`.
  const pattern = new RegExp(`(?:${escaped.join("|")})(?![\\w.-])`, "g");
  const targets = new Map(moves);
  return text.replace(pattern, (from) => targets.get(from) ?? from);
}
