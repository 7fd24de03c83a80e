/** Appends the lines that the text does not have yet; keeps its line ends. */
export function withLines(
  text: string,
  lines: readonly string[],
): { text: string; added: string[] } {
  const there = new Set(text.split(/\r?\n/));
  const added = lines.filter((line) => !there.has(line));
  if (added.length === 0) return { text, added };
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const gap = text === "" || text.endsWith("\n") ? "" : eol;
  return { text: `${text}${gap}${added.map((line) => `${line}${eol}`).join("")}`, added };
}

/** The text without the last occurrence of each of these lines. */
export function withoutLines(text: string, lines: readonly string[]): string {
  const parts = text.split(/(?<=\n)/);
  for (const line of lines) {
    const index = parts.findLastIndex((part) => part.replace(/\r?\n$/, "") === line);
    if (index !== -1) parts.splice(index, 1);
  }
  return parts.join("");
}
