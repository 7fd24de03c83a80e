/** The commands of ours that ask the process that drives a run, as they are typed. */
export const ASKING_COMMANDS: ReadonlySet<string> = new Set([
  "abort",
  "stop",
  "resume",
  "retry",
  "cancel",
  "approve",
  "decline",
  "choose",
]);
