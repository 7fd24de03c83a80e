/** AEGIS_FAULTS=all plays every combination; otherwise a test may play a part in which every kind occurs. */
export const IS_WHOLE = process.env["AEGIS_FAULTS"] === "all";
