import type { SteeringWords } from "./steering-words.ts";

export const ENGLISH: SteeringWords = {
  description:
    "No model asked: status, approve, decline, choose, stop, resume, retry, cancel, abort, report, help",
  help: {
    head: "What /aegis can do, without a model:",
    acts: {
      status: "phase, Workers, and what waits for you; /aegis alone: the dashboard in a terminal",
      approve: "approve the plan that waits for your answer, as it was shown to you",
      decline: "decline that plan: /aegis decline what to change; the run stays open",
      choose: "choose QA or the Workers of the plan that waits: /aegis QA 2, /aegis Workers 3",
      stop: "stop all Workers and the Commander's turn; the work is kept and the run stays open",
      resume: "send the stopped Workers back to work, and the Commander on",
      retry: "send one ended Worker back to work: /aegis retry w01 what to do better",
      cancel: "end one Worker, with its diff kept: /aegis cancel w01; a retry takes it up again",
      abort: "end the run for good, with every diff kept; asks you to type /aegis abort yes",
      report: "how the last run has ended, and where to read all of it",
      help: "this list",
    },
    conversation: "In a message, words such as “stop the run” still reach the Commander.",
  },
  unknown: (said, nearest) =>
    nearest === undefined
      ? `/aegis does not know “${said}”.`
      : `/aegis does not know “${said}”. Did you mean /aegis ${nearest}?`,
  idle: {
    "no-run": "No run is open. Write to the Commander what to build, and it proposes a plan.",
    "nothing-to-stop": "Nothing to stop: no Worker is at work, and the Commander is idle.",
    "nothing-to-resume": "Nothing to resume: no Worker is stopped, and the Commander is at work.",
    "answer-plan":
      "Nothing is stopped: the plan waits for your answer. Approve it: /aegis approve. Decline it: /aegis decline what to change.",
    "no-plan": "No plan waits for your answer.",
    "confirm-abort":
      "This ends the run for good. Every Worker's diff is kept, and nothing is committed.\nTo end it, type: /aegis abort yes\nTo pause instead: /aegis stop",
  },
  unknownWorker: (names) =>
    names === "" ? "This run has no Workers yet." : `No such Worker. The plan has: ${names}.`,
  serverOpen: (why, command) =>
    `Nothing was done: OpenCode's server is open (${why}), so any program on this machine could have sent this. /aegis stop works.\nStop OpenCode and start it again with: OPENCODE_SERVER_PASSWORD='a password of your own' ${command}`,
  stopped: {
    workers: (names) => `Stopped: ${names}. Their work is kept, and no retry is used.`,
    left: (names) => `Still at work: ${names}. Repeat the command.`,
    ended: (names) => `Came to its own end meanwhile: ${names}.`,
    commander: "The Commander's turn has ended.",
    runOpen:
      "The run stays open. Go on: /aegis resume. End the run: /aegis abort. Look: /aegis status.",
  },
  resumed: {
    workers: (names) => `Back at work: ${names}.`,
    stays: (worker, why) => `${worker} stays stopped: ${why}`,
    atOnce: (limit) =>
      limit === 1
        ? "One Worker works at a time; the others wait."
        : `${limit} Workers work at a time; the others wait.`,
    commander: "The Commander goes on.",
  },
  plan: {
    readFirst: "This is the plan that waits for your answer. To approve it, repeat the command.",
    approved: "The plan is approved.",
    declined: "The plan is declined; the run stays open. Write to the Commander what you want.",
    declinedFor: "The plan is declined, and the Commander knows what you want.",
    another: (named, waits) =>
      `Nothing was done: that answers plan ${named}, and plan ${waits} now waits for your answer. Read it, then answer it.`,
    notHeard: "OpenCode took the answer, but the plan still waits. Look: oh-my-qwencoder status",
  },
  shell: {
    undriven: "Nothing to stop: no OpenCode drives this run, so nobody works on it.",
    asked: (pid, act) => `Asked OpenCode (process ${pid}): ${act} …`,
  },
  retried: (worker) => `Back at work: ${worker}.`,
  notRetried: (worker, why) => `${worker} is not retried: ${why}`,
  cancelled: (shown, worker) =>
    `Cancelled: ${shown}. Its diff is kept. The run goes on without it; to take it up again: /aegis retry ${worker}`,
  notCancelled: (worker, why) => `${worker} is not cancelled: ${why}`,
  refused: (why, next) => `Nothing was done: ${why}\n→ ${next}`,
  failed: (why, next) => `/aegis could not do that: ${why}\n→ ${next}`,
};
