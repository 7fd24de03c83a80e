import { ATTACKS } from "./test/attacks/attacks.ts";
import { chosenRows, filesOf } from "./test/faults/chosen-rows.ts";
import { proofConfig } from "./vitest.proofs.ts";

/** AEGIS_ATTACKS=A1-A8,A20 plays these rows alone: the whole takes long on a small machine. */
const rows = chosenRows(ATTACKS, process.env["AEGIS_ATTACKS"]);

/** The tests of the attacks alone; after them the table says which kind is held off. */
export default proofConfig(filesOf(rows), [{ title: "Attacks", what: "kinds", rows }]);
