import { by, type FaultRow } from "./fault-row.ts";

/** What a Worker or its model may do wrong. */
export const WORKER_FAULTS: readonly FaultRow[] = [
  {
    id: "W1",
    fault: "a Worker makes calls that cannot be read, again and again",
    outcome: "it is stopped after a fixed number of requests, with what was counted",
    proofs: [
      by(
        "e2e/swarm/hostile-runaway",
        /^a Worker whose calls never run > is failed with what was counted: (unknown|broken|cut)$/,
        "a Worker whose calls never run > control: a call that runs starts the count again",
      ),
    ],
  },
  {
    id: "W2",
    fault: "a Worker repeats one call for ever",
    outcome:
      "the fifth in a row is refused, across steps; the tenth fails the Worker with its diff kept",
    proofs: [
      by(
        "e2e/swarm/hostile-loops",
        "the same call is refused from the fifth time in a row: LOOP_DETECTED",
        "a Worker that does not stop then is failed with LOOP, and its diff is kept",
      ),
    ],
  },
  {
    id: "W3",
    fault: "a Worker says that it is done, without a report or without a change",
    outcome: "it is reminded twice and then failed; a report without a change is refused",
    proofs: [
      by(
        "e2e/swarm/hostile-reports",
        "a Worker that ends without a report > is reminded twice and then failed",
        "a report > of the empty Worker is refused with EMPTY_DIFF",
      ),
    ],
  },
  {
    id: "W4",
    fault: "a Worker claims that its tests pass, and they fail",
    outcome: "the plugin runs them itself; the report, and the commit, are refused",
    proofs: [
      by("e2e/swarm/hostile-reports", "a report > of the liar Worker is refused with QA_FAILED"),
      by("e2e/swarm/hostile-commit", /a failing QA names the Worker whose file its output names$/),
    ],
  },
  {
    id: "W5",
    fault: "a Worker never ends",
    outcome: "it is failed at the limit of its attempt, however busy it is; its diff is kept",
    proofs: [
      by(
        "integration/swarm/supervision",
        "time > a busy Worker is failed at the limit of its attempt, and its diff is kept",
      ),
      by("unit/swarm/run/time-limits", "all attempts together have a limit too"),
    ],
  },
  {
    id: "W6",
    fault: "OpenCode would ask a person for permission inside a Worker",
    outcome:
      "no right of a Worker, Scout or Librarian asks; a question all the same is answered with no, and the Worker goes on",
    proofs: [
      by("unit/swarm/opencode/agent-config", /^no right of a \w+ asks a person$/),
      by("unit/swarm/compose/settle-ask", /^a permission /),
    ],
  },
  {
    id: "W7",
    fault: "a command prints 200 MB",
    outcome: "the end of it is kept, 20,000 characters at most; memory stays bounded",
    proofs: [
      by("integration/shell/command-runner", /of 200 MB the end is kept, /),
      by(
        "integration/kit/process",
        /keeps the tail of output beyond the limit, and passes all of it on$/,
      ),
    ],
  },
  {
    id: "W8",
    fault: "a Worker's command leaves a server or a daemon behind",
    outcome: "it ends with the call, with bubblewrap and without",
    proofs: [
      by("e2e/swarm/hostile-processes", /started by .+ do not survive the call$/),
      by("integration/shell/left-over", /^what a call leaves behind > .+ ends with it /),
      by("integration/shell/command-runner", /what a command leaves behind does not outlive it$/),
    ],
  },
  {
    id: "W9",
    fault: "a Worker writes its own instructions, OpenCode's configuration or git's",
    outcome: "file tools are refused, shells are undone, and none of it lands",
    proofs: [
      by("e2e/swarm/hostile-writes", /^a Worker cannot write by .+: PROTECTED_PATH$/),
      by("e2e/swarm/hostile-shell", /a write of .+ is put back, in scope or not$/),
      by("integration/swarm/what-lands", /^files that steer git, the host or Aegis > /),
    ],
  },
  {
    id: "W10",
    fault: "text in the repository tells the agents to approve, dispatch, commit or send",
    outcome:
      "it is no word of the user's and gives no right: approval, dispatch, commit and network stay closed",
    proofs: [
      by("e2e/swarm/hostile-text", /./),
      by(
        "e2e/swarm/hostile-processes",
        /with 'bubblewrap'.*have no network while OpenCode listens/,
      ),
    ],
  },
];
