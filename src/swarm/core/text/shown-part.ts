const PREFIX = "prt_zzzaegis";

/** The id of a part that we put into the assistant's message for people; it stands behind the host's own parts. */
export function shownPartId(messageID: string, name: string): string {
  return `${PREFIX}${messageID.slice(-8)}${name}`;
}

/** Is this one of the parts that people see and the model does not? */
export function isShownPart(part: { id: string }): boolean {
  return part.id.startsWith(PREFIX);
}
