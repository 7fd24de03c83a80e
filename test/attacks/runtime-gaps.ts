import type { LandlockList } from "./landlock-gaps.ts";

/** How sandbox-runtime holds what it holds of each list, in its form for Linux. */
export const RUNTIME_HOW: Record<LandlockList, string> = {
  visibility: "the user's places are empty folders in memory",
  secrets: "an unreadable file is mounted over each one",
  sockets: "no such socket can be made",
  limits: "refused by the kernel",
  "git, Worker": "read-only",
  "git, Commander": "read-only",
};

/** What sandbox-runtime does not hold in its form for Linux, as in landlock-gaps.ts. */
export const RUNTIME_GAPS: Record<LandlockList, Readonly<Record<string, string>>> = {
  visibility: {},
  secrets: {},
  sockets: {},
  limits: {
    "a private folder larger than its size": "each of its files has the limit of a file",
    "more processes than allowed": "the limits of the login session or the container count",
    "a file beside the devices": "it lies in memory of the call and is gone with it",
  },
  "git, Worker": {},
  "git, Commander": {},
};
