import type { Environment } from "../kit/environment.ts";
/** The machine and the project that doctor examines. */
export interface DoctorContext {
  /** Absolute; a directory of the user's project. */
  readonly cwd: string;
  readonly env: Environment;
  /** Folder of this package. */
  readonly packageRoot: string;
  /** Version of this package. */
  readonly version: string;
  /** Range of OpenCode versions that this package supports, from its package.json. */
  readonly openCodeRange: string;
  /** Longest wait for one start of OpenCode or one trial of the sandbox, in milliseconds; default: START_LIMIT_MS, TRIAL_MS. */
  readonly timeoutMs?: number | undefined;
  /** Aborted when the user stops the command. */
  readonly signal?: AbortSignal | undefined;
}
