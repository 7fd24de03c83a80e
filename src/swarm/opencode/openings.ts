/** The user's directories in which the host has a project open. */
export interface Openings {
  /** The host has closed or reloads the last directory; until `resume` nothing is started or judged. */
  readonly suspended: boolean;
  opened(directory: string): void;
  /** True if this was the last open directory, so that the project is now suspended. */
  closed(directory: string): boolean;
  /** Lets the project go on. An opening alone does not, because another process may hold the run. */
  resume(): void;
}

export function openings(): Openings {
  const directories = new Set<string>();
  let suspended = false;
  return {
    get suspended() {
      return suspended;
    },
    opened(directory) {
      directories.add(directory);
    },
    closed(directory) {
      directories.delete(directory);
      suspended ||= directories.size === 0;
      return directories.size === 0;
    },
    resume() {
      suspended = false;
    },
  };
}
