import type { ReportWords } from "./report-words.ts";

export const ENGLISH: ReportWords = {
  page: (run) => `Report: ${run}`,
  notRecorded: "not recorded",
  none: "none",
  madeAt: (at) => `Made by oh-my-qwencoder on ${at} from this machine’s own records.`,
  written: (file) => `Written: ${file}`,
  utc: " UTC",
  why: {
    usage:
      "No figures lie beside this run’s journal, so requests, tokens and tool calls are not recorded. Versions before this one did not write them.",
    load: "From the record of each answer: from its beginning to its first tool call, or to its end. What others asked of the server is not recorded.",
    sessionRefusals: "The journal counts refusals by role, not by session.",
    branch: "no record names the branch",
    torn: (records) =>
      `The journal’s last line, after record ${records}, is not whole; everything before it is here.`,
    broken: (records) =>
      `The journal is damaged after record ${records}; what came later is not here. Next: oh-my-qwencoder runs repair`,
    newer: (records) =>
      `A newer oh-my-qwencoder wrote the journal after record ${records}; what came later is not here.`,
    open: (at) =>
      `The run was open when this report was made. Its times end with the last record, ${at}.`,
    unreadableUsage: (lines) =>
      `${lines} ${lines === 1 ? "line" : "lines"} of the figures cannot be read and are not counted.`,
    withoutTokens: (answers) =>
      `OpenCode named no tokens for ${answers} ${answers === 1 ? "request" : "requests"}; the sums lack them.`,
    usageSpan: (answers, from, to) =>
      `Counted: ${answers} ${answers === 1 ? "answer" : "answers"} from ${from} to ${to}. What was said before the first plan and after the end is not part of the run.`,
    tokens:
      "Tokens are OpenCode’s own counts. “From the cache” is what the model server reported; a server that reports nothing shows 0.",
  },
  cut: {
    rows: (shown, all) => `${shown} of ${all} are shown: the first and the last ones.`,
    text: (missing) => `… (${missing} more characters)`,
  },
  section: {
    timeline: "Timeline",
    agents: "Agents",
    refusals: "Refused calls",
    reports: "Reports that were not accepted",
    retries: "Retries",
    qa: "QA",
    conflicts: "Conflict checks",
    diffs: "Changes by Worker",
    server: "Model server",
  },
  head: {
    outcome: "Outcome",
    commit: "Commit",
    duration: "Duration",
    branch: "Branch",
    started: "Started",
    ended: "Ended",
    run: "Run",
    plan: "Plan",
    records: "Journal records",
    aborted: "Ended with the words",
  },
  timeline: {
    title: "The seven phases and the Workers’ attempts over time",
    about: (workers, time) =>
      `A bar for each phase and each attempt of ${workers} ${workers === 1 ? "Worker" : "Workers"} over ${time}. The tables below hold the same times.`,
    asTable: "The same as tables",
    scroll: "Timeline, scrolls sideways",
    activity: {
      queued: "queued",
      working: "working",
      paused: "paused: waits for the model server",
      "self-qa": "self-QA",
    },
    calls: "tool call",
    refusals: "refused call",
    marks: (lane, calls, refusals) => `${lane}: tool calls ${calls}, refused ${refusals}`,
    end: {
      completed: "completed",
      failed: "failed",
      stopped: "stopped",
      cancelled: "cancelled",
      replanned: "replaced by a changed plan",
      cut: "cut off by the end of the run",
      open: "open at the last record",
    },
    phases: { phase: "Phase", entered: "Entered", left: "Left", time: "Time" },
    attempts: {
      worker: "Worker",
      attempt: "Attempt",
      from: "From",
      to: "To",
      end: "Ended",
      why: "Why",
    },
    neverStarted: "never started",
  },
  agents: {
    agent: "Agent",
    requests: "Model requests",
    tokensIn: "Tokens in",
    cached: "From the cache",
    tokensOut: "Tokens out",
    calls: "Tool calls",
    refusals: "Refused",
    sum: "All",
    role: {
      commander: "Commander",
      worker: "Worker",
      scout: "Scouts, all together",
      librarian: "Librarians, all together",
    },
    session: (role, id, worker) =>
      worker === undefined ? `${role}: session ${id}` : `${role} of ${worker}: session ${id}`,
  },
  refusals: { at: "When", who: "Who", tool: "Tool", tried: "What was tried", rule: "Rule" },
  reports: { at: "When", worker: "Worker", rule: "Rule", why: "Reason" },
  retries: { at: "When", worker: "Worker", after: "The attempt before", instructions: "Reason" },
  qa: {
    name: "Check",
    command: "Command",
    exit: "Exit code",
    seconds: "Seconds",
    tests: "Tests",
    final: "Final QA",
    own: (worker) => `Own QA of ${worker}`,
    passed: "passed",
    failed: "failed",
    timeout: "time limit",
    signal: "ended by a signal",
    counts: (passed, failed) => `${passed} passed, ${failed} failed`,
    output: (command) => `Last lines of ${command}`,
    noOutput: "no output",
  },
  conflicts: {
    at: "When",
    head: "Against HEAD",
    commits: "Commits",
    result: "Result",
    clear: "no problem",
    problem: (code, worker) => (worker === undefined ? code : `${code} (${worker})`),
  },
  diffs: {
    of: "Whose",
    file: "File",
    added: "Added",
    removed: "Removed",
    foundation: "Foundation (Commander)",
    commit: "The commit as a whole",
    total: (files) => `${files} ${files === 1 ? "file" : "files"}`,
    binary: "no lines",
    state: {
      gone: "its commit is no longer in git",
      none: "no change was kept",
      "at-work": "still at work; nothing is kept yet",
    },
  },
  server: {
    worker: "Worker",
    from: "From",
    time: "Time",
    why: "Why",
    pauses: "Pauses because of the model server",
    load: "Requests of this run at the same time",
    phase: "Phase",
    most: "At most",
    mean: "On average",
  },
  span(ms) {
    const seconds = Math.round(ms / 1000);
    const [hours, minutes, rest] = [
      Math.floor(seconds / 3600),
      Math.floor((seconds % 3600) / 60),
      seconds % 60,
    ];
    if (hours > 0) return `${hours} h ${minutes} min`;
    if (minutes > 0) return `${minutes} min ${rest} s`;
    return ms > 0 && ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${rest} s`;
  },
};
