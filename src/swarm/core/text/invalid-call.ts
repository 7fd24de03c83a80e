/** How much of broken arguments OpenCode's message repeats: it holds them whole, once more in each request. */
const REPEATED = 200;

/**
 * OpenCode's reason why it could not make a call, with what to do about it. `error` is the text of its tool `invalid`,
 * which is no tool for a model.
 */
export function invalidCallText(error: string): string {
  const reason = error.replace(/, invalid\b|\binvalid, (?=\w+[,.])/, "");
  if (!/JSON parsing failed/.test(error)) return `${reason} Nothing ran.`;
  return `${shortened(reason)}\nNothing ran. If your answer was cut at the token limit, make the call smaller: write the first part of a file with write and add the others with edit.`;
}

/** Keeps both ends: the first names the tool, the last says where the text breaks. */
function shortened(text: string): string {
  if (text.length <= 2 * REPEATED) return text;
  return `${text.slice(0, REPEATED)} … ${text.slice(-REPEATED)}`;
}
