import type { FaultRow } from "./fault-row.ts";

/**
 * The rows that a text names by their ids, as in `A1-A8,A20`, in the rows' own order; all without a text. Throws if an id
 * is not there: a part that plays nothing would pass.
 */
export function chosenRows(rows: readonly FaultRow[], text: string | undefined): FaultRow[] {
  if (text === undefined || text === "") return [...rows];
  const at = (id: string) => {
    const index = rows.findIndex((row) => row.id === id);
    if (index < 0) throw new Error(`there is no row ${id || "without an id"}`);
    return index;
  };
  const chosen = new Set(
    text.split(",").flatMap((part) => {
      const [first = "", last = first] = part.trim().split("-");
      const found = rows.slice(at(first), at(last) + 1);
      if (found.length === 0) throw new Error(`${part} names no row`);
      return found;
    }),
  );
  return rows.filter((row) => chosen.has(row));
}

/** The test files of these rows, each once. */
export function filesOf(rows: readonly FaultRow[]): string[] {
  return [...new Set(rows.flatMap(({ proofs }) => proofs.map(({ file }) => file)))].sort();
}
