/** AEGIS_FAULTS=all plays every combination; otherwise a test may play a part in which every kind occurs. */
export const IS_WHOLE = process.env["AEGIS_FAULTS"] === "all";

/** All of a list with AEGIS_FAULTS=all, otherwise each `every`th entry; lists beside each other take a `shift` of their own. */
export function sampled<T>(all: readonly T[], every: number, shift = 0): T[] {
  return IS_WHOLE ? [...all] : all.filter((_each, at) => (at + shift) % every === 0);
}
