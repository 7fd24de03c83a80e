import { by, type FaultRow } from "../faults/fault-row.ts";

/** What a model may try with its tools. */
export const FROM_MODEL: readonly FaultRow[] = [
  {
    id: "A7",
    fault: "a file tool writes out of the scope: `..`, links, hard links, other spellings, patches",
    outcome: "refused before the write",
    proofs: [
      by("e2e/swarm/hostile-writes", /./),
      by("e2e/swarm/hostile-patches", /./),
      by("integration/shell/write-paths", /./),
    ],
  },
  {
    id: "A8",
    fault: "a shell writes out of the scope, in its own tree or elsewhere",
    outcome: "the kernel refuses it in bubblewrap; in compare-and-restore it is put back",
    proofs: [
      by("e2e/swarm/hostile-shell", /./),
      by("e2e/swarm/hostile-shell-elsewhere", /./),
      by("integration/shell/shell-scopes", /./),
      by("integration/shell/undo-goes-on", /./),
    ],
  },
  {
    id: "A9",
    fault: "a shell commits, moves a ref, or makes the user's git run something",
    outcome: "no commit and no ref of an agent's; the attempt is named",
    proofs: [by("e2e/swarm/hostile-shell-commits", /./), by("integration/shell/commit-gate", /./)],
  },
  {
    id: "A10",
    fault: "a shell looks for keys, tokens, other projects, the journal, OpenCode's data",
    outcome: "in bubblewrap they are not there",
    proofs: [by("integration/shell/visibility", /./), by("unit/shell/visible-paths", /./)],
  },
  {
    id: "A11",
    fault: "an agent reads `.env`, keys and other secret files of the project by any tool",
    outcome: "refused to file tools and searches; hidden from shells in bubblewrap",
    proofs: [
      by("e2e/swarm/hostile-secrets", /./),
      by("integration/shell/secret-files", /./),
      by("unit/swarm/secrets/judge-secret", /./),
      by("unit/swarm/secrets/search-output", /./),
    ],
  },
  {
    id: "A12",
    fault: "a shell reaches a program of the machine by a socket file",
    outcome: "in bubblewrap no socket of the machine answers",
    proofs: [by("integration/shell/sockets", /./)],
  },
  {
    id: "A13",
    fault:
      "a shell asks the kernel for set-id bits, namespaces, mounts, io_uring, vsock and the like",
    outcome: "the filter refuses each call that would work without it",
    proofs: [
      by("integration/shell/seccomp", /./),
      by("unit/shell/seccomp-filter", /./),
      by("integration/doctor/sandbox-filter", /./),
    ],
  },
  {
    id: "A14",
    fault:
      "a shell fills the disk, the memory or the table of processes, or lives on after its call",
    outcome: "it ends at its limits, and nothing survives the call",
    proofs: [by("integration/shell/limits", /./), by("e2e/swarm/hostile-processes", /./)],
  },
  {
    id: "A15",
    fault: "an agent answers for the user through OpenCode's port, or reads the password or a key",
    outcome: "no port, no password, no key within reach; without a password no run starts",
    proofs: [
      by("e2e/swarm/control-plane", /./),
      by("integration/swarm/control-plane", /./),
      by("e2e/swarm/ways-in", /./),
    ],
  },
  {
    id: "A16",
    fault:
      "two calls race: a shell beside a freeze, a commit beside a retry, words into another session, a shell that swaps a folder for a link beside reads and writes",
    outcome:
      "one of them counts, and git agrees with the journal; file tools and shells of one tree take turns",
    proofs: [by("e2e/swarm/hostile-races", /./), by("integration/swarm/written-files", /./)],
  },
  {
    id: "A17",
    fault:
      "an agent uses tools, phases or rights that are not its own, or starts agents of its own",
    outcome: "refused by code, whatever the prompt says",
    proofs: [
      by("e2e/swarm/hostile-agents", /./),
      by("e2e/swarm/hostile-commander", /./),
      by("e2e/swarm/hostile-readers", /./),
      by("e2e/swarm/hostile-other-agents", /./),
      by("e2e/swarm/hostile-steps", /./),
    ],
  },
  {
    id: "A18",
    fault: "other accounts of the machine read what a run writes",
    outcome: "journals, state and backups are the user's alone",
    proofs: [by("integration/swarm/private-state", /./)],
  },
  {
    id: "A19",
    fault: "OpenCode itself looks up names and fetches: grammars, catalogue, updates, packages",
    outcome: "no look-up and no connection but to the model server; each switch taken out is seen",
    proofs: [
      by("e2e/setup/quiet-terminal", /./),
      by("e2e/setup/quiet-switches", /./),
      by("e2e/setup/closed-network", /./),
      by("e2e/rehearsal/sealed", /./),
    ],
  },
  {
    id: "A20",
    fault: "a plugin of a clone connects out as soon as OpenCode starts",
    outcome: "in `oh-my-qwencoder run` nothing but the model server can be reached",
    proofs: [
      by("e2e/jail/jail", /./),
      by("integration/jail/jail", /./),
      by("integration/jail/bridge", /./),
    ],
  },
  {
    id: "A21",
    fault: "a clone sets a field of OpenCode's configuration, each in a clone of its own",
    outcome:
      "no look-up and no connection but to the model server; with the user's approval it is seen",
    proofs: [by("e2e/setup/hostile-fields", /./)],
  },
  {
    id: "A22",
    fault: "a clone brings what OpenCode, its terminal or npm acts on before our hook",
    outcome:
      "install and doctor name it and start nothing; in `oh-my-qwencoder run` nothing gets out",
    proofs: [by("e2e/setup/hostile-starts", /./), by("integration/setup/project-around", /./)],
  },
  {
    id: "A23",
    fault:
      "a shell under Landlock writes, reads, connects, signals or gains rights outside its call",
    outcome: "the kernel refuses each one, which works without it; ordinary work goes on",
    proofs: [
      by("integration/shell/landlock", /./),
      by("unit/shell/landlock/grants", /./),
      by("unit/shell/landlock/rights", /./),
    ],
  },
  {
    id: "A24",
    fault: "the lists of reads, sockets, limits and commits of A9 to A12 and A14, under Landlock",
    outcome: "held, but for the rows that docs/limits.md names as not held",
    proofs: [by("integration/shell/landlock-lists", /./)],
  },
  {
    id: "A25",
    fault:
      "a model claims an approval, puts another plan, breaks a rule of plans, or dispatches something else",
    outcome: "nothing starts that the user did not approve",
    proofs: [
      by("e2e/swarm/hostile-approval", /./),
      by("e2e/swarm/hostile-question", /./),
      by("e2e/swarm/hostile-plan", /./),
      by("e2e/swarm/hostile-dispatch", /./),
    ],
  },
  {
    id: "A26",
    fault:
      "a model says that work is done, passed or committed which is not, or ends while work is open",
    outcome: "it does not count without evidence, is contradicted, and the work goes on",
    proofs: [
      by("e2e/swarm/hostile-reports", /./),
      by("e2e/swarm/hostile-retries", /./),
      by("e2e/swarm/hostile-claims", /./),
      by("e2e/swarm/hostile-idle", /./),
    ],
  },
  {
    id: "A27",
    fault:
      "a model commits before QA or another tree than the tested one, or takes the user's own work along",
    outcome:
      "the tree that passed QA is committed and nothing else; the user's work stays as it is",
    proofs: [
      by("e2e/swarm/hostile-commit", /./),
      by("e2e/swarm/hostile-landing", /./),
      by("e2e/swarm/hostile-user-work", /./),
    ],
  },
  {
    id: "A28",
    fault:
      "a model repeats itself, runs away, makes calls that cannot be, reuses ids of OpenCode's, or writes elsewhere once",
    outcome: "stopped at its limits or refused by name; no call passes a guard by its form",
    proofs: [
      by("e2e/swarm/hostile-loops", /./),
      by("e2e/swarm/hostile-runaway", /./),
      by("e2e/swarm/hostile-calls", /./),
      by("e2e/swarm/hostile-call-ids", /./),
      by("e2e/swarm/hostile-strays", /./),
    ],
  },
  {
    id: "A29",
    fault:
      "the Commander's shell, with a list of hosts, asks for others: odd spellings, names that lead home, a name that changes, no proxy",
    outcome:
      "only listed hosts are reached; never loopback, OpenCode's port or an unjudged address",
    proofs: [
      by("integration/shell/way-out", /./),
      by("integration/shell/listed-hosts", /./),
      by("e2e/swarm/listed-hosts", /./),
      by("unit/shell/core/host-list", /./),
      by("unit/shell/core/reachable", /./),
      by("unit/shell/core/proxy-request", /./),
      by("unit/swarm/network", /./),
    ],
  },
];
