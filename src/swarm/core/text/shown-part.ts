const PREFIX = "prt_zzzaegis";
/** Letters of the message's id. */
const TAIL = 8;

/** The id of a part that we put into the assistant's message for people; it stands behind the host's own parts. */
export function shownPartId(messageID: string, name: string): string {
  return `${PREFIX}${messageID.slice(-TAIL)}${name}`;
}

/** Is this one of the parts that people see and the model does not? */
export function isShownPart(part: { id: string }): boolean {
  return part.id.startsWith(PREFIX);
}

/** The name of note number `count`, shown at `at` (epoch milliseconds): notes stand in their order, above the rows. */
export function noteName(at: number, count: number): string {
  return `n${at.toString(36)}${String(count % 1000).padStart(3, "0")}`;
}

/** The name of an answer to `/aegis`, given at `at` (epoch milliseconds): later answers stand below, under all rows. */
export function answerName(at: number): string {
  return `z${at.toString(36)}`;
}

/** Is this an answer to `/aegis`, and no note, row or table of a run? */
export function isAnswer(part: { id: string }): boolean {
  return isShownPart(part) && part.id.charAt(PREFIX.length + TAIL) === "z";
}

/** The name of the table of a run's Workers; it stands below their rows. */
export function boardName(runId: string): string {
  return `x${runId}`;
}

/** Is this the table of this run's Workers, in any message? */
export function isBoard(part: { id: string }, runId: string): boolean {
  return isShownPart(part) && part.id.endsWith(boardName(runId));
}
