import type { RunWords } from "./run-words.ts";

export const ENGLISH: RunWords = {
  noRun: "No run was started here.",
  firstSteps: [
    "To begin: start opencode here and write what to build; the Commander proposes a plan and asks you.",
    "/aegis help lists what you can do without a model; oh-my-qwencoder doctor checks this machine.",
  ],
  noTitle: "(no plan yet)",
  started: (at) => `started ${at}`,
  ended: (at) => `ended ${at}`,
  outcome: {
    open: "open",
    committed: "committed",
    aborted: "aborted",
    unreadable: "unreadable",
  },
  head: {
    driver: "Driver",
    branch: "Branch",
    plan: "Plan",
    choices: "Choices",
    conflicts: "Conflicts",
    qa: "Final QA",
    refused: "Refused",
    yours: "It waits for you",
    resume: "A start of OpenCode here would",
    commit: "Commit",
    kept: "Kept",
    outcome: "Outcome",
    summary: "Summary",
    shared: "Shared",
    workers: "Workers",
    history: "What happened",
    task: "Task",
    scope: "Writes",
    ownQa: "Own QA",
    report: "Report",
    work: "Work",
  },
  driver: {
    none: "no process",
    alive: (pid) => `process ${pid}, which runs`,
    dead: (pid) => `none: process ${pid} has ended`,
  },
  detached: "detached HEAD",
  approved: {
    question: (words) => `approved by your answer “${words}”`,
    quote: (words) => `approved by your words “${words}”`,
    act: (words) => `approved by your command “${words}”`,
    no: "not approved",
    way: {
      terminal: "typed in the terminal",
      "command-line": "given on the command line",
      server: "sent through OpenCode’s port",
    },
  },
  columns: {
    id: "ID",
    worker: "Worker",
    status: "Status",
    time: "Time",
    tries: "Tries",
    retries: "Retries left",
    limit: "Time left",
  },
  minutes: (left) => `${left} min`,
  now: {
    answers: (time) => `the model answers (${time})`,
    rests: (time) => `at rest (${time})`,
    after: (call, hasFailed) => `after ${call}${hasFailed ? ", which failed" : ""}`,
    ago: (time) => `${time} ago`,
  },
  waitsFor: (worker) => `waits for ${worker}, which did not complete`,
  lastSeen: "Nobody drives this run: its Workers are stopped, and times end at the last record.",
  wholeReport: (command) => `The whole report: ${command}`,
  conflicts: {
    none: "not checked",
    clear: "none",
    stale: "none at an earlier HEAD; the branch has moved",
    problems: (count) => (count === 1 ? "1 problem" : `${count} problems`),
  },
  qa: {
    none: "not run",
    passed: (tree) => `passed on tree ${tree}`,
    failed: (why) => `failed: ${why}`,
  },
  yours: {
    "answer-plan": ({ workers, change }) =>
      `answer the ${change ? "changed plan" : "plan"} with ${workers} ${workers === 1 ? "Worker" : "Workers"} (approve it: /aegis approve)`,
    "decide-worker": ({ worker }) =>
      `${worker} has failed and has no retry left: ask for another plan, or abort`,
    "resume-workers": ({ workers }) => `stopped: ${workers.join(", ")}; in OpenCode: /aegis resume`,
    "wake-commander": () => "the Commander is at rest. Go on: write to it, or /aegis resume",
    "start-opencode": () =>
      "nobody drives the run. Go on: /aegis resume in OpenCode. End it: oh-my-qwencoder abort",
  },
  resume: {
    driven: ({ pid }) => `take over nothing: process ${pid} drives the run`,
    "settle-commit": () =>
      "finish the commit that was cut off on its way into your files, or take it back",
    "record-commit": ({ commit }) =>
      `record the commit ${commit.slice(0, 12)}, which is on the branch, and end the run`,
    "settle-writes": ({ calls }) =>
      `settle ${calls} ${calls === 1 ? "write" : "writes"} of the Commander that did not return`,
    "reset-integration": () => "restore the integration worktree to the integrated commit",
    interrupt: ({ workers }) =>
      `fail as interrupted, with the diff kept: ${workers.join(", ")} (a retry goes on from the diff)`,
    queued: ({ workers }) => `leave in the queue until the next wait: ${workers.join(", ")}`,
    "go-on": ({ phase }) => `go on in ${phase} with your next message`,
  },
  journal: {
    torn: (records) => `The journal's last line, after record ${records}, is not whole.`,
    broken: (records) =>
      `The journal is damaged after record ${records}: oh-my-qwencoder runs repair`,
    newer: (records) =>
      `A newer oh-my-qwencoder wrote the journal after record ${records}: update this one.`,
  },
  list: { run: "Run", outcome: "Outcome", workers: "Workers", commit: "Commit", title: "Title" },
  patch: {
    files: (count) => `${count} ${count === 1 ? "file" : "files"}`,
    none: "no change was kept",
    at: (where) => `kept in ${where}`,
    gone: "its commit is no longer in git",
    atWork: "still at work; nothing is kept yet",
  },
  refusals: (count) => `${count} ${count === 1 ? "call" : "calls"}`,
  restore: {
    done: (files, worker) =>
      `Restored ${files} ${files === 1 ? "file" : "files"} of ${worker} to your checkout; nothing is staged.`,
    nothing: "Nothing to do: your checkout already has this work.",
    dry: "Nothing was written.",
  },
  prune: {
    nothing: "Nothing to do: no run that is over matches.",
    removes: (id, outcome, refs, patches) =>
      `${id} (${outcome}): journal, ${refs} refs, ${patches} files`,
    newest:
      "The journal of the newest run stays: it says which of your words are used up. Its refs and files go.",
    onlyCopy: "This work is in no branch and exists nowhere else:",
    ask: "Delete this for good?",
    done: (runs) => `Removed: ${runs} ${runs === 1 ? "run" : "runs"}.`,
    declined: "Nothing was removed.",
    dry: "Nothing was removed.",
  },
  abort: {
    nothing: "Nothing to do: no run is open.",
    asked: (pid) => `Asked OpenCode (process ${pid}) to end the run …`,
    done: (id) => `The run ${id} is aborted.`,
    kept: (paths) => `Kept: ${paths}`,
    nothingKept: "There was no work to keep.",
    foundation: "Foundation files stay in your checkout.",
    committed: (commit) =>
      `The run had already ended in the commit ${commit}; nothing was aborted.`,
    leftOver: (why) => `Not everything is cleaned up: ${why} → oh-my-qwencoder doctor --fix`,
    dry: (run) => `Would end the run ${run}. Nothing was changed.`,
  },
  repair: {
    whole: "Nothing to repair: every journal can be read.",
    copied: (path) => `A copy of the damaged file: ${path}`,
    keeps: (records, phase) => `The journal now ends after record ${records}, in phase ${phase}.`,
    emptied: "No record before the damage can be read; the copy holds the whole file.",
    drops: (lines) => `Dropped ${lines} ${lines === 1 ? "line" : "lines"}:`,
    intact: (line, text) => `line ${line}, readable: ${text}`,
    lost: (line) => `line ${line}, not readable`,
    dry: "Nothing was changed.",
  },
};
