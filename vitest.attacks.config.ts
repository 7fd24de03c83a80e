import { ATTACK_FILES, ATTACKS } from "./test/attacks/attacks.ts";
import { proofConfig } from "./vitest.proofs.ts";

/** The tests of the attacks alone; after them the table says which kind is held off. */
export default proofConfig(ATTACK_FILES, [{ title: "Attacks", what: "kinds", rows: ATTACKS }]);
