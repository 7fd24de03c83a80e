const FOUND = /^Found \d+ match(?:es)?/;
const HIT = /^ {2}Line \d+: /;
const SECTION = /^(\/.*):$/;
/** OpenCode's own sentence below the matches. */
const CLOSING = /^\(Results truncated\b/;

/**
 * The output of OpenCode's grep without the matches in secret files. The number of matches is counted again: it would
 * answer a guess at a secret. What is not written as OpenCode writes it is left out up to the next file.
 */
export function withoutSecrets(text: string, isSecret: (path: string) => boolean): string {
  if (!FOUND.test(text)) return text;
  const [head = "", ...lines] = text.split("\n");
  const kept: string[] = [];
  let open = false;
  let hits = 0;
  for (const line of lines) {
    const isHit = HIT.test(line);
    if (!isHit && line !== "") open = opens(line, isSecret);
    if (isHit && open) hits += 1;
    const shown = line === "" ? kept.at(-1) !== "" : open || (!isHit && CLOSING.test(line));
    if (shown) kept.push(line);
  }
  if (hits === 0) return "No files found";
  return [head.replace(FOUND, `Found ${hits} matches`), ...kept].join("\n");
}

/** True for a line that begins the matches of a file that is no secret. */
function opens(line: string, isSecret: (path: string) => boolean): boolean {
  const path = SECTION.exec(line)?.[1];
  return path !== undefined && !isSecret(path);
}
