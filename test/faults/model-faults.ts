import { by, type FaultRow } from "./fault-row.ts";

/** Faults of the model server. */
export const MODEL_FAULTS: readonly FaultRow[] = [
  {
    id: "M1",
    fault: "the model server is down when Workers are dispatched",
    outcome: "dispatch and doctor say so within seconds, with the reason; no worktree is made",
    proofs: [
      by("e2e/swarm/faults", /^dispatch to a server that .+ is refused with the reason/),
      by(
        "integration/swarm/commander-steps",
        "dispatch > while the model server is down queues nobody",
      ),
      by("integration/doctor/server-down", /^no connection > nobody listens: /),
    ],
  },
  {
    id: "M2",
    fault: "the model server stops and starts again during a run",
    outcome:
      "its Workers are paused, ask less and less often and go on in the same conversation; no retry is used up",
    proofs: [
      by("e2e/swarm/server-faults", /goes on in the same conversation and pays nothing$/),
      by(
        "integration/swarm/supervision",
        /^a fault of the model server > .+ pauses the Worker, and it goes on in the same conversation$/,
        "a fault of the model server > a server that answers our question and fails the Worker is asked less and less often",
        "a fault of the model server > one that never comes back ends the wait, and the retry after it does not count",
      ),
      by("e2e/swarm/faults", "control: the same run goes on when the server is back"),
    ],
  },
  {
    id: "M3",
    fault: "the model server is slow: one token a second",
    outcome: "each token is a sign of life: the Worker is not failed",
    proofs: [
      by("e2e/swarm/slow-streams", /^an answer of one token a second /),
      by("unit/swarm/opencode/event-hook", /any other event is activity, whatever its shape$/),
      by("integration/swarm/supervision", /^time > a Worker whose answer comes token by token, /),
    ],
  },
  {
    id: "M4",
    fault: "a stream of the model server stops in the middle and stays open",
    outcome:
      "OpenCode cuts it at chunkTimeout and asks again; a Worker that gets nothing at all is paused, not left waiting",
    proofs: [
      by("e2e/swarm/slow-streams", /^a stream that stalls /),
      by(
        "integration/swarm/supervision",
        "a server that lets the host retry for ever > pauses the silent Worker instead of failing it",
      ),
    ],
  },
  {
    id: "M5",
    fault:
      "the server answers 400, 401, 429, 500 or 503, cuts the stream, sends no end or torn arguments",
    outcome:
      "the answer is asked for again or the Worker is paused; what cannot be mended fails with the server's words",
    proofs: [
      by("e2e/swarm/slow-streams", /^a stream that is cut \(/),
      by(
        "e2e/swarm/hostile-reports",
        "a model that fails > for good fails its Worker, with the error and the diff kept",
        "a model that fails > once does not fail its Worker",
        "a model that fails > control: by torn tool arguments does not fail its Worker",
      ),
      by("integration/swarm/supervision", /^a fault of the model server > .+ pauses the Worker/),
    ],
  },
  {
    id: "M6",
    fault: "the conversation is longer than the model's context",
    outcome:
      "it is compacted; a Worker whose compactions make no room is stopped with what was counted",
    proofs: [
      by(
        "e2e/swarm/hostile-runaway",
        "a Worker whose calls never run > is failed with what was counted: overflow",
      ),
      by("unit/swarm/breaker/requests", /that compacts again after each compaction is stopped$/),
    ],
  },
  {
    id: "M7",
    fault: "the server has another model, or less context than configured",
    outcome: "doctor names both before any dispatch",
    proofs: [
      by(
        "integration/doctor/server-settings",
        /^the model > under another name: /,
        /^the model > with less context than configured: /,
      ),
    ],
  },
  {
    id: "M8",
    fault: "eight Workers, and only two may run at a time",
    outcome: "the others wait in turn without a time limit of their own; nobody fails from waiting",
    proofs: [
      by("integration/swarm/queue", /^of eight Workers two run at a time, /),
      by("unit/swarm/run/time-limits", /^the queue has its limit, /),
    ],
  },
];
