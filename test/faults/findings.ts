import { by, type FaultRow } from "./fault-row.ts";

/** Faults that trials by hand have found in an early version; each has a case since. */
export const TRIAL_FINDINGS: readonly FaultRow[] = [
  {
    id: "T1",
    fault: "kill -9 while the commit rewrites the checkout",
    outcome: "the next start finishes it or puts every file back",
    proofs: [
      by("integration/git/killed-landing", /./),
      by("integration/git/land", "finishes a landing that was cut off at any point"),
    ],
  },
  {
    id: "T2",
    fault: "the newest run was found by its name, so by the clock",
    outcome: "the number in the journal decides",
    proofs: [
      by("integration/swarm/journal", /^what was written is read > (of two runs|.+ is no run$)/),
    ],
  },
  {
    id: "T3",
    fault: "faults of others used up a Worker's retries",
    outcome: "kills, server faults and failed starts cost nothing",
    proofs: [by("unit/swarm/run/retries", /^retries > .*(INTERRUPTED|MODEL_SERVER|START_FAILED)/)],
  },
  {
    id: "T4",
    fault: "silence was measured while the watcher itself stood still",
    outcome: "only time in which the process lives counts",
    proofs: [by("integration/swarm/supervision", /^time > no time of a Worker passes while /)],
  },
  {
    id: "T5",
    fault: 'rows of Workers stayed "running" after a kill',
    outcome: "the next start draws them as they are",
    proofs: [by("e2e/swarm/restart", /no row goes on saying that a Worker runs/)],
  },
  {
    id: "T6",
    fault: "a turn died inside the host, or its folder was removed: a hang until the silence limit",
    outcome: "the fact is looked up within seconds",
    proofs: [
      by("integration/swarm/facts-before-time", /^facts before time > /),
      by("e2e/swarm/server-faults", /^a Worker whose worktree somebody removes > /),
    ],
  },
  {
    id: "T7",
    fault: "killed between the end of a run and its clean-up",
    outcome: "the next start makes it up",
    proofs: [by("integration/swarm/recovery", /^a clean-up that was cut off > /)],
  },
  {
    id: "T8",
    fault: "LOOP_DETECTED locked a step for good",
    outcome: "the user's next words and a changed result unlock it",
    proofs: [by("e2e/swarm/hostile-loops", /^a Commander that repeats a call > /)],
  },
  {
    id: "T9",
    fault: "refused arguments did not say what is wrong in the shipped bundle",
    outcome: "the built plugin says what was expected, what came and what is right",
    proofs: [by("integration/swarm/argument-words", /./)],
  },
  {
    id: "T10",
    fault: "a server that stalls again and again went unnoticed",
    outcome: "retries and errors are no life; the Worker is paused",
    proofs: [
      by("integration/swarm/supervision", /^time > the host's retries and errors are no life; /),
      by("integration/swarm/supervision", /^a server that lets the host retry for ever > /),
    ],
  },
  {
    id: "T11",
    fault: "a failed worktree.setup was skipped by the retry",
    outcome: "it runs again, in a clean worktree",
    proofs: [by("integration/swarm/facts-before-time", /^a set-up that failed > /)],
  },
  {
    id: "T12",
    fault: "a runaway whose calls never reach the plugin",
    outcome: "requests, errors and compactions are counted and end it",
    proofs: [by("e2e/swarm/hostile-runaway", /./)],
  },
  {
    id: "T13",
    fault: "the commit went to whatever HEAD was",
    outcome: "nothing moves on another branch until a person has chosen it",
    proofs: [by("integration/swarm/branch-left", /./)],
  },
  {
    id: "T14",
    fault: "a torn last line was dropped without a word; no command mended a damaged journal",
    outcome: "it is kept and named; `runs repair` mends",
    proofs: [
      by("integration/swarm/journal", "a last line that was cut off is kept aside and named"),
      by("integration/runs/repair", /./),
    ],
  },
  {
    id: "T15",
    fault: "git gc --prune=now beside FOUNDATION made the run unfit",
    outcome: "what a run needs is held by a ref",
    proofs: [by("integration/swarm/gc", /^git gc /)],
  },
  {
    id: "T16",
    fault: "a Worker that clashes with the user's commits was sent back to the old base for ever",
    outcome: "it gets a new base with its work carried over, free of charge",
    proofs: [
      by("integration/swarm/new-base", /./),
      by("unit/swarm/run/retries", /^retries > after a clash/),
    ],
  },
  {
    id: "T17",
    fault: "a commit that landed and could not be recorded was built again",
    outcome: "it is recorded before anything else",
    proofs: [by("integration/swarm/unwritable-journal", /records it first/)],
  },
];
