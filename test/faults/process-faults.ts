import { by, type FaultRow } from "./fault-row.ts";

/** Deaths of processes, damage of the journal, clocks and disks. */
export const PROCESS_FAULTS: readonly FaultRow[] = [
  {
    id: "P1",
    fault: "OpenCode is killed before or after any record of the journal",
    outcome:
      "the next start ends the run with the same commit; no Worker is done twice, no diff is lost",
    proofs: [
      by("integration/swarm/crash-points", /^a process may die before or after any record: /),
      by("e2e/swarm/restart", /^after kill -9 in MONITORING > /),
    ],
  },
  {
    id: "P2",
    fault: "OpenCode is killed, terminated or interrupted while a Worker's command runs",
    outcome: "no process of the command stays, with bubblewrap and without",
    proofs: [
      by(
        "integration/shell/left-over",
        /^what a call leaves behind > the end of the process that made a call by '?SIG\w+/,
        /^what a call leaves behind > a cancelled call takes all its processes along/,
      ),
      by("integration/kit/process", /^a program that ends with us, in .+ > group, by /),
    ],
  },
  {
    id: "P3",
    fault: "OpenCode is killed between the commit and its record, or within the commit",
    outcome:
      "the commit is recorded and not made again, or the checkout is put back; then it can be repeated",
    proofs: [
      by("e2e/swarm/restart", /^after kill -9 between the commit and its record > /),
      by(
        "integration/git/killed-landing",
        "a landing that is killed at any step is undone or finished at the next start, and lands then",
        "the undoing of a landing that is killed too, at any step, is undone by the next start",
      ),
      by(
        "integration/swarm/recovery",
        /^a commit that was cut off on its way into the checkout > /,
      ),
    ],
  },
  {
    id: "P4",
    fault: "the power goes while a line of the journal is written",
    outcome: "the cut line is dropped, kept aside and named; the rest is used and the run goes on",
    proofs: [
      by(
        "integration/swarm/journal",
        "a journal cut at any byte of its last two lines drops what was cut, and the run goes on",
        "a last line that was cut off is kept aside and named",
      ),
    ],
  },
  {
    id: "P5",
    fault: "the journal is damaged in the middle",
    outcome: "it is refused and copied, never guessed; `runs repair` cuts it before the damage",
    proofs: [
      by("integration/swarm/journal", /^damage before the end is refused and copied aside > /),
      by("integration/swarm/journal-bits", /^a flipped bit anywhere never changes what is read: /),
      by(
        "integration/runs/repair",
        "the error names the command, and the command makes the journal readable again",
        "the copy has every byte, and each dropped line is named",
      ),
    ],
  },
  {
    id: "P6",
    fault: "the state was written by a newer version",
    outcome: "it is refused with the fix, and nothing is written",
    proofs: [
      by("integration/swarm/journal", /^what a later version wrote is refused and left alone > /),
      by("integration/runs/repair", /^--dry-run, a living driver, a newer version/),
    ],
  },
  {
    id: "P7",
    fault: "the clock jumps, the machine sleeps, the process is stopped",
    outcome:
      "limits count only the time in which the process lives; the newest run stays the newest",
    proofs: [
      by("integration/swarm/supervision", /^time > no time of a Worker passes while /),
      by(
        "integration/swarm/journal",
        "what was written is read > of two runs the one that began later, although the clock was set back between them",
      ),
    ],
  },
  {
    id: "P8",
    fault: "two OpenCodes in one project; the id of a dead one is used again",
    outcome:
      "the second is refused with the id of the first; what a dead process held is taken over",
    proofs: [
      by("e2e/swarm/restart", /^a second OpenCode in the project of a live run > /),
      by(
        "integration/kit/lease",
        "a living holder keeps it and is named; once dead it counts for nothing",
        /^(the same process id of an earlier process|a process before the last boot) holds nothing$/,
      ),
      by("integration/kit/lease-race", /^of processes that claim at the same time one takes /),
    ],
  },
  {
    id: "D1",
    fault: "the disk of the state folder is full",
    outcome:
      "no step is taken that cannot be recorded; running Workers and their diffs stay; a person is told; with room again the run goes on",
    proofs: [
      by("integration/swarm/full-disk", /^on a full disk /),
      by("integration/swarm/unwritable-journal", /^while the journal cannot be written /),
      by("integration/swarm/journal", /^a journal that cannot be written > /),
    ],
  },
  {
    id: "D2",
    fault: "the disk of a Worker's worktree is full",
    outcome:
      "that Worker fails with the reason and what it wrote is kept; the others and the checkout are untouched",
    proofs: [by("integration/swarm/full-disk", /^a full worktree /)],
  },
  {
    id: "D3",
    fault: "the state folder is read-only, also for root",
    outcome: "a run is refused with the path and the fix, and nothing is changed",
    proofs: [by("integration/swarm/full-disk", /^in a read-only state folder /)],
  },
];
