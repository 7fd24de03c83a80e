import type { Environment } from "../kit/environment.ts";
import type { Language } from "../kit/sentence.ts";

export type SetupScope = "project" | "global" | "managed";

/** What every set-up command gets from the command line and its environment. */
export interface SetupContext {
  cwd: string;
  env: Environment;
  scope: SetupScope;
  json: boolean;
  language: Language;
  color: boolean;
  /** Ask no questions. */
  yes: boolean;
  force: boolean;
  /** Longest wait for one start of OpenCode, one trial of the sandbox or one answer of the model server, in milliseconds. */
  timeoutMs?: number | undefined;
  /** A person sits at a terminal and can answer. */
  interactive: boolean;
  packageRoot: string;
  version: string;
  /** Width of the terminal; undefined: the output is not a terminal. */
  columns?: number | undefined;
  write: (text: string) => void;
  writeError: (text: string) => void;
}
