/**
 * Longest wait for one start of OpenCode, in milliseconds. A start takes two to six seconds, and a minute or more was
 * seen on a loaded machine; `--timeout` changes the limit.
 */
export const START_LIMIT_MS = 300_000;

/** A limit to try after this limit was too short, in seconds. */
export function longerLimit(ms: number): number {
  return Math.ceil(Math.max(3 * ms, START_LIMIT_MS) / 1000);
}
