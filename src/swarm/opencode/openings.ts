/** In which directories of the user's the host has a project open. */
export interface Openings {
  /** The host has closed or reloads the last directory: nothing is started or judged until it is resumed. */
  readonly suspended: boolean;
  opened(directory: string): void;
  /** True if it was the last one: the project is suspended now. */
  closed(directory: string): boolean;
  /** The project goes on. An opening alone does not resume it: another process may have the run. */
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
