/** The paths to which unix sockets are bound, from the text of /proc/net/unix; a path may be relative. */
export function boundPaths(table: string): string[] {
  const paths = table
    .split("\n")
    .slice(1)
    .map((line) => /^(?:\S+ +){7}([^@].*)$/.exec(line)?.[1]);
  return [...new Set(paths.filter((path) => path !== undefined))];
}
