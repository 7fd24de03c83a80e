import { FILE_FAULTS } from "./file-faults.ts";
import { TRIAL_FINDINGS } from "./findings.ts";
import { GIT_FAULTS } from "./git-faults.ts";
import { MODEL_FAULTS } from "./model-faults.ts";
import { PROCESS_FAULTS } from "./process-faults.ts";
import { WORKER_FAULTS } from "./worker-faults.ts";

/** Every fault that the product makes a promise about, in the order of their ids. */
export const MATRIX = [
  ...PROCESS_FAULTS,
  ...MODEL_FAULTS,
  ...WORKER_FAULTS,
  ...GIT_FAULTS,
  ...FILE_FAULTS,
];
export const FINDINGS = TRIAL_FINDINGS;

/** The test files of all rows, each once. */
export const FAULT_FILES = [
  ...new Set([...MATRIX, ...FINDINGS].flatMap(({ proofs }) => proofs.map(({ file }) => file))),
].sort();
