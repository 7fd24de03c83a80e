/** Where doctor looks. */
export interface Place {
  /** Absolute; a directory of the user's project. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of this package. */
  readonly packageRoot: string;
  /** Version of this package. */
  readonly version: string;
  /** Range of OpenCode versions this package was made for, from its package.json. */
  readonly openCodeRange: string;
  /** Aborted when the user has seen enough. */
  readonly signal?: AbortSignal | undefined;
}
