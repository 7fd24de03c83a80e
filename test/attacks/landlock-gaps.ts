/** The lists of attacks that bubblewrap holds whole, and how Landlock holds what it holds of each. */
export const LANDLOCK_LISTS = {
  visibility: {
    what: "a Worker's shell and QA read what the user keeps for themselves",
    how: "refused by the kernel",
  },
  secrets: {
    what: "a Worker's shell reads a secret file of the project",
    how: "refused by the kernel",
  },
  sockets: {
    what: "a shell reaches a program of the user by its socket file",
    how: "no such socket can be made",
  },
  limits: { what: "a shell takes more than its share", how: "refused by the kernel" },
  "git, Worker": {
    what: "a call that cannot write the checkout changes its history",
    how: "refused by the kernel",
  },
  "git, Commander": {
    what: "a call that can write the checkout changes its history",
    how: "refused by the git hooks, or put back after the call",
  },
} as const;
export type LandlockList = keyof typeof LANDLOCK_LISTS;

const OWN = "file tools and searches refuse it; a shell's output reaches the model";

/** What Landlock does not hold: the attack's name in its list, and what there is instead. Every other attack is held. */
export const LANDLOCK_GAPS: Record<LandlockList, Readonly<Record<string, string>>> = {
  visibility: {
    "size and date of the user's files": "their content and the list of their folder stay closed",
  },
  secrets: {
    "the files of the Worker's own worktree": OWN,
    "one by moving its folder": OWN,
    "one by moving it": OWN,
    "one by copying": OWN,
    "one by removing the cover": OWN,
    "one by git": OWN,
  },
  sockets: {},
  limits: {
    "a private folder larger than its size": "each of its files has the limit of a file",
    "more processes than allowed": "the limits of the login session or the container count",
  },
  "git, Worker": {},
  "git, Commander": {},
};
