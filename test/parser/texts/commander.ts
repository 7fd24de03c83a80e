import type { DenialCode } from "../../../src/swarm/core/run/denial.ts";
import { call, type ModelText } from "./form.ts";

/** Without a run a right call is refused for the step that is missing: each text only shows how it is read. */
const missing = (tool: string): DenialCode =>
  /^worker_/.test(tool) ? "NOT_IN_PHASE" : "NO_PROPOSAL";

const reads = (
  what: string,
  tool: string,
  values: Record<string, string>,
  args: Record<string, unknown>,
  note = "",
): ModelText => ({
  what,
  writes: call(tool, values),
  calls: [{ tool, args, note, refused: missing(tool) }],
});

const refuses = (
  what: string,
  tool: string,
  values: Record<string, string>,
  says: RegExp,
): ModelText => ({
  what,
  writes: call(tool, values),
  calls: [{ tool, refused: "BAD_ARGUMENTS", says }],
});

const CHOICES: ModelText[] = [
  reads(
    "wait: as it should be",
    "worker_wait",
    { until: "all", minutes: "30" },
    { until: "all", minutes: 30 },
  ),
  reads(
    "wait: quotes",
    "worker_wait",
    { until: '"all"' },
    { until: "all" },
    'Read until as "all".',
  ),
  reads(
    "wait: capitals",
    "worker_wait",
    { until: "ALL" },
    { until: "all" },
    'Read until as "all".',
  ),
  reads(
    "wait: null for minutes",
    "worker_wait",
    { until: "change", minutes: "null" },
    { until: "change" },
  ),
  reads(
    "wait: None for minutes",
    "worker_wait",
    { until: "change", minutes: "None" },
    { until: "change" },
    "Read minutes as left out.",
  ),
  reads(
    "wait: a unit",
    "worker_wait",
    { until: "change", minutes: "5 minutes" },
    { until: "change", minutes: 5 },
    "Read minutes as the number 5.",
  ),
  reads(
    "wait: a fraction",
    "worker_wait",
    { until: "all", minutes: "1.5" },
    { until: "all", minutes: 1.5 },
  ),
  refuses(
    "wait: another unit",
    "worker_wait",
    { until: "all", minutes: "2 hours" },
    /minutes: expected a number above 0, at most 240, got the text "2 hours"/,
  ),
  refuses(
    "wait: too long",
    "worker_wait",
    { until: "all", minutes: "500" },
    /minutes: expected a number above 0, at most 240, got 500/,
  ),
  refuses(
    "wait: another word",
    "worker_wait",
    { until: "everything" },
    /until: expected "change" or "all", got the text "everything"/,
  ),
  refuses("wait: nothing", "worker_wait", {}, /until: expected "change" or "all", got nothing/),
];

const LISTS: ModelText[] = [
  reads(
    "dispatch: JSON",
    "dispatch_workers",
    { only: '["board", "menu"]' },
    { only: ["board", "menu"] },
  ),
  reads(
    "dispatch: a bare word",
    "dispatch_workers",
    { only: "board" },
    { only: ["board"] },
    "Read only as a list of one.",
  ),
  reads(
    "dispatch: Python's list",
    "dispatch_workers",
    { only: "['board', 'menu']" },
    { only: ["board", "menu"] },
    "Read only as JSON text.",
  ),
  reads(
    "dispatch: a tick of code",
    "dispatch_workers",
    { only: '`["board"]`' },
    { only: ["board"] },
    "Read only as JSON text.",
  ),
  reads("dispatch: nothing in it", "dispatch_workers", { only: "" }, {}),
  reads("dispatch: null", "dispatch_workers", { only: "null" }, {}),
  reads("dispatch: no value", "dispatch_workers", {}, {}),
  refuses(
    "dispatch: several words",
    "dispatch_workers",
    { only: "board, menu" },
    /only: .*one item or several/,
  ),
  refuses(
    "dispatch: a list without quotes",
    "dispatch_workers",
    { only: "[board, menu]" },
    /only: .*no JSON/,
  ),
  reads(
    "qa: numbers in a list",
    "qa_run",
    { only: "[1, 2]" },
    { only: ["1", "2"] },
    "Read only.0 as text, only.1 as text.",
  ),
  reads("qa: None", "qa_run", { only: "None" }, {}, "Read only as left out."),
];

const SUBJECT = "add the board";
const TEXTS: ModelText[] = [
  reads(
    "commit: null and None for the optional fields",
    "commit",
    { type: "feat", scope: "null", subject: SUBJECT, body: "None", quote: "" },
    { type: "feat", subject: SUBJECT },
    "Read scope as left out, body as left out.",
  ),
  reads(
    "commit: capitals",
    "commit",
    { type: "Feat", subject: SUBJECT },
    { type: "feat", subject: SUBJECT },
    'Read type as "feat".',
  ),
  reads(
    "commit: a body of several lines",
    "commit",
    { type: "fix", subject: SUBJECT, body: "One.\n\n- two\n- three" },
    { type: "fix", subject: SUBJECT, body: "One.\n\n- two\n- three" },
  ),
  reads(
    "commit: true as subject",
    "commit",
    { type: "fix", subject: "true" },
    { type: "fix", subject: "true" },
  ),
  refuses(
    "commit: another type",
    "commit",
    { type: "feature", subject: SUBJECT },
    /type: expected "feat" or "fix" or /,
  ),
  refuses(
    "commit: a slip of a key",
    "commit",
    { type: "feat", subjct: SUBJECT },
    /unknown field `subjct`; did you mean `subject`\?/,
  ),
  reads("integrate: no value", "integrate", {}, {}),
  refuses(
    "integrate: a value",
    "integrate",
    { force: "true" },
    /unknown field `force`; the fields are none/,
  ),
  {
    what: "status: no value",
    writes: call("worker_status"),
    calls: [{ tool: "worker_status", args: {}, note: "" }],
  },
  reads(
    "freeze: code in a note",
    "foundation_freeze",
    { note: "Use:\n```ts\nif (a < b) c();\n```" },
    { note: "Use:\n```ts\nif (a < b) c();\n```" },
  ),
  refuses("freeze: null", "foundation_freeze", {}, /note: expected a text, got nothing/),
  reads(
    "approve: null for the quote",
    "design_approve",
    { quote: "null" },
    {},
    "Read quote as left out.",
  ),
  reads("approve: a quote", "design_approve", { quote: "yes, start" }, { quote: "yes, start" }),
  reads(
    "send: lines and indentation",
    "worker_send",
    { worker: "board", message: "Do:\n  - one\n\t- two" },
    { worker: "board", message: "Do:\n  - one\n\t- two" },
  ),
];

export const COMMANDER_TEXTS: ModelText[] = [...CHOICES, ...LISTS, ...TEXTS];
