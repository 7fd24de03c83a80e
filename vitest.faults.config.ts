import { FAULT_FILES, FINDINGS, MATRIX } from "./test/faults/matrix.ts";
import { proofConfig } from "./vitest.proofs.ts";

/** The tests of the fault matrix alone; after them the table says which row is proven. */
export default proofConfig(FAULT_FILES, [
  { title: "Faults of the matrix", what: "rows", rows: MATRIX },
  { title: "Faults that were found in trials", what: "findings", rows: FINDINGS },
]);
