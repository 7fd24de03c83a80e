/**
 * The mark of a hidden message of ours that asks for no answer: the turn that runs reads it, else the next one. Without
 * the mark a message that came too late for its turn looks like a turn that is still to come.
 */
export const ASIDE = { aegis: "aside" } as const;

/** Is this a message of such parts alone? */
export function isAside(parts: readonly { type: string; metadata?: unknown }[]): boolean {
  return parts.length > 0 && parts.every(({ metadata }) => isMark(metadata));
}

function isMark(metadata: unknown): boolean {
  return (metadata as { aegis?: unknown } | undefined)?.aegis === ASIDE.aegis;
}
