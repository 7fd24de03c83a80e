/** Texts of models and commands inside our markdown: they stay one line or inside their fence, and imitate nothing. */

export function oneLine(text: string): string {
  return escaped(cleanLine(text));
}

/** The same for a place that is no markdown. */
export function cleanLine(text: string): string {
  return visible(text).replace(/\s+/g, " ").trim();
}

/** In markdown, this begins no element. */
export function escaped(text: string): string {
  return text.replace(/</g, "\\<");
}

/** A command or a path as one line, for a place that is no markdown. */
export function codeText(text: string): string {
  return visible(text).replace(/\s+/g, " ");
}

export function code(text: string): string {
  const ticks = "`".repeat(longestRun(text, "`") + 1);
  const line = codeText(text);
  return ticks.length === 1 ? `\`${line}\`` : `${ticks} ${line} ${ticks}`;
}

/** Puts the text into a fence longer than any fence in it, so that the text cannot end the fence. */
export function fenced(text: string): string {
  const fence = "~".repeat(Math.max(3, longestRun(text, "~") + 1));
  return `${fence}\n${visible(text).trimEnd()}\n${fence}`;
}

function longestRun(text: string, mark: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === mark ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Replaces control, direction and tag characters, because a terminal could show them as a different text. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (each) => (each === "\n" || each === "\t" ? each : "�"));
}

const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;

export function cut(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}
