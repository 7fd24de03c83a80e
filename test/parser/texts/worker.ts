import { call, type ModelText } from "./form.ts";

const SUMMARY = "built the board";
const CHANGES = [{ path: "src/board/ok.txt", what: "new" }];
const CHECKS = [{ command: "test -f src/board/ok.txt", result: "exit 0" }];

/** A report before anything is written is read and then refused for its empty diff. */
const reads = (
  what: string,
  values: Record<string, string>,
  change: object = {},
  note = "",
): ModelText => ({
  what,
  writes: report(values),
  calls: [
    {
      tool: "worker_report",
      args: { summary: SUMMARY, changes: CHANGES, checks: CHECKS, ...change },
      note,
      refused: "EMPTY_DIFF",
    },
  ],
});

const refuses = (what: string, values: Record<string, string>, says: RegExp): ModelText => ({
  what,
  writes: report(values),
  calls: [{ tool: "worker_report", refused: "BAD_ARGUMENTS", says }],
});

function report(values: Record<string, string>): string {
  return call("worker_report", {
    summary: SUMMARY,
    changes: JSON.stringify(CHANGES),
    checks: JSON.stringify(CHECKS),
    ...values,
  });
}

const asks = (what: string, paths: string, why: string, read: string[], note = ""): ModelText => ({
  what,
  writes: call("scope_request", { paths, why }),
  calls: [
    { tool: "scope_request", args: { paths: read, why }, note, says: /^Noted for the Commander/ },
  ],
});

export const WORKER_TEXTS: ModelText[] = [
  reads("report: JSON", {}),
  reads(
    "report: Python's lists",
    { changes: "[{'path': 'src/board/ok.txt', 'what': 'new'}]", notes: "None" },
    {},
    "Read changes as JSON text, notes as left out.",
  ),
  reads(
    "report: one object for a list",
    { changes: JSON.stringify(CHANGES[0]) },
    {},
    "Read changes as a list of one.",
  ),
  reads("report: nothing checked", { checks: "" }, { checks: [] }, "Read checks as an empty list."),
  reads(
    "report: a line break in a result",
    { checks: '[{"command": "test -f src/board/ok.txt", "result": "exit\n0"}]' },
    { checks: [{ command: "test -f src/board/ok.txt", result: "exit\n0" }] },
    "Read checks as JSON text.",
  ),
  reads("report: notes of several lines", { notes: "- one\n- two" }, { notes: "- one\n- two" }),
  refuses(
    "report: paths as texts",
    { changes: '["src/board/ok.txt"]' },
    /changes\.0: expected an object \{path, what\}, got the text "src\/board\/ok\.txt"/,
  ),
  refuses(
    "report: words for changes",
    { changes: "I wrote the board" },
    /changes: expected a list of objects \{path, what\}/,
  ),
  refuses(
    "report: an unknown key",
    { status: "done" },
    /unknown field `status`; the fields are summary, changes, checks, notes\?/,
  ),
  asks("request: JSON", '["src/types.ts"]', "Board needs a width.", ["src/types.ts"]),
  asks(
    "request: one bare path",
    "src/types.ts",
    "Board needs a height.",
    ["src/types.ts"],
    "Read paths as a list of one.",
  ),
  asks(
    "request: Python's list",
    "['src/types.ts', 'src/a b.ts']",
    "Both.",
    ["src/types.ts", "src/a b.ts"],
    "Read paths as JSON text.",
  ),
  {
    what: "request: several lines",
    writes: call("scope_request", { paths: "src/types.ts\nsrc/width.ts", why: "Both." }),
    calls: [
      { tool: "scope_request", refused: "BAD_ARGUMENTS", says: /paths: .*one item or several/ },
    ],
  },
];
