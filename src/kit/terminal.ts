import type { Environment } from "./environment.ts";

/** How much a text may show at its destination. */
export interface TerminalLook {
  color: boolean;
  /** Undefined if the output goes to a file or a pipe, or if the terminal reports no width. */
  columns: number | undefined;
}

/** `color` is the user's flag; a file or a pipe gets no colours, nor does a user who sets NO_COLOR. */
export function terminalLook(
  { isTTY, columns }: NodeJS.WriteStream,
  color: boolean,
  { NO_COLOR }: Environment,
): TerminalLook {
  return {
    color: color && isTTY === true && NO_COLOR === undefined,
    columns: isTTY && columns > 0 ? columns : undefined,
  };
}
