/** A word for a POSIX shell. A name from a repository stays a name: nothing in it is expanded or run. */
export function shellWord(word: string): string {
  return /^[\w./:@=%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
