import type { TuiWords } from "./tui-words.ts";

export const ENGLISH: TuiWords = {
  now: "now",
  command: "Aegis: dashboard",
  unreadable: "Aegis: the journal cannot be read.",
  first: {
    start: [
      "Write what to build, for example: a login with tests, and a board",
      "Aegis shows a plan and asks you first. /aegis help · dashboard: ctrl+x w",
    ],
    missing: [
      "Aegis does not guard this project: OpenCode has not loaded the plugin here.",
      "→ In a shell here: oh-my-qwencoder install, then start OpenCode again",
    ],
    open: (title, where) => [
      `A run is open: ${title} (${where})`,
      "Write “go on” to take it up. /aegis status shows it, /aegis abort ends it",
    ],
  },
  waits: "waits for you",
  notDriven: "not driven now",
  card: {
    feature: "Feature",
    scope: "Writes",
    now: "Now",
    last: "Last",
    why: "Why",
    retriesLeft: (count) => `${count} ${count === 1 ? "retry" : "retries"} left`,
    minutesLeft: (count) => `~${count} min left`,
    diff: (files, added, removed) =>
      `Diff: ${files} ${files === 1 ? "file" : "files"}, +${added} −${removed}`,
    qa: (passed, all) => `QA: ${passed} of ${all} passed`,
    refused: (calls, reports) =>
      `refused: ${calls} ${calls === 1 ? "call" : "calls"}, ${reports} ${reports === 1 ? "report" : "reports"}`,
  },
  server: {
    head: "Model server",
    asked: "asked, no answer yet",
    load: (running, waiting, cache) => `${running} running · ${waiting} waiting · cache ${cache} %`,
    hits: (percent) => `prompts ${percent} % cached`,
    rate: (tokens) => `${tokens} tokens/s`,
    short: (running, waiting, cache) => `Server: ${running} run, ${waiting} wait, cache ${cache} %`,
    noData: (since) => `no data since ${since}`,
  },
  acts: {
    key: { choose: "Tab", open: "Enter", abort: "A" },
    act: {
      choose: "Worker",
      open: "conversation",
      diff: "diff",
      plan: "plan",
      stop: "stop",
      resume: "resume",
      retry: "retry",
      cancel: "cancel",
      abort: "abort",
    },
    sure: {
      stop: () =>
        "Stop all Workers and the Commander's turn? The work is kept and the run stays open.",
      resume: () => "Send the stopped Workers back to work, and the Commander on?",
      retry: (worker) => `Send ${worker} back to work?`,
      cancel: (worker) => `End ${worker}? Its diff is kept, and a retry takes it up again.`,
      abort: () => "End the run for good? Every Worker's diff is kept, and nothing is committed.",
    },
    instructions: "what to do better (may stay empty)",
    noAnswer: "OpenCode did not answer",
    changed: "The run has changed meanwhile; nothing was done.",
  },
  plan: {
    waits: "This plan waits for your answer",
    approved: "The plan in force",
    none: "There is no plan yet.",
    answer: {
      approve: "approve",
      choose: "QA, Workers",
      change: "change",
      decline: "decline",
    },
    sure: {
      approve: (workers) =>
        `Approve this plan with ${workers} ${workers === 1 ? "Worker" : "Workers"}?`,
      decline: () => "Decline this plan? Nothing is built, and you can ask for another plan.",
    },
    declined: "I decline this plan.",
    wanted: {
      change: "what the Commander should change",
      choose: "for example: QA 2, Workers 3",
    },
  },
  diff: {
    of: (worker) => `Diff of ${worker}`,
    asked: "git is asked …",
    none: "No change yet.",
    cut: (rows) => `${rows} more rows: oh-my-qwencoder runs show`,
  },
  timeline: "Newest events (UTC)",
  begin: "Write to the Commander what to build, and it proposes a plan.",
  keys: "Esc back · ↑↓ scroll · PgUp/PgDn page · Home/End",
  watchKeys: "q end · ↑↓ scroll · PgUp/PgDn page · Home/End",
  hidden: (above, below) => `${above} above, ${below} below`,
};
