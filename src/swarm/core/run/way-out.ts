/** What mends these problems, in the order in which to do it. */
export function wayOut(problems: readonly { code: string }[]): string {
  const codes = new Set(problems.map(({ code }) => code));
  const isForUser = codes.delete("FOUNDATION_OVERLAPS_USER");
  const fixes = ["FIX_OVERLAPS_USER", "FIX_OVERLAPS_WORKER"].filter((code) => codes.delete(code));
  return [
    ...(isForUser
      ? ["Ask the user to take these lines back with git revert, or to abort the run."]
      : []),
    ...(fixes.length > 0 ? ["Undo your fixes to these files there."] : []),
    ...(codes.size > 0 ? ["Send the named Workers back with worker_retry."] : []),
    "Then call check_conflicts.",
  ].join(" ");
}
