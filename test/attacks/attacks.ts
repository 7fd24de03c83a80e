import { filesOf } from "../faults/chosen-rows.ts";
import { FROM_CONTENT } from "./from-content.ts";
import { FROM_MODEL } from "./from-model.ts";

/** Every kind of attack that was tried, in the order of their ids. */
export const ATTACKS = [...FROM_CONTENT, ...FROM_MODEL];

/** The test files of all rows, each once. */
export const ATTACK_FILES = filesOf(ATTACKS);
