import type { DenialCode } from "../../../src/swarm/core/run/denial.ts";
import { bare, call, type ModelText } from "./form.ts";

const OUT = "NOT_IN_PHASE";

const again = (what: string) => ({ until: "all", minutes: String(what.length) });
const waited = (what: string) => ({
  tool: "worker_wait",
  args: { until: "all", minutes: what.length },
  note: "",
  refused: OUT as DenialCode,
});
const form = (
  what: string,
  write: (inner: string) => string,
  more: Partial<ModelText> = {},
): ModelText => ({
  what,
  writes: write(bare("worker_wait", again(what))),
  calls: [waited(what)],
  ...more,
});

export const FORM_TEXTS: ModelText[] = [
  form("form: words before", (inner) => `I wait for them.\n\n<tool_call>\n${inner}\n</tool_call>`, {
    words: /^I wait for them\.\s*$/,
    uneven: true,
  }),
  form("form: words behind", (inner) => `<tool_call>\n${inner}\n</tool_call>\nThat is all.`, {
    uneven: true,
  }),
  form("form: no opening tag", (inner) => inner),
  form("form: no closing tag", (inner) => `<tool_call>\n${inner}`),
  form(
    "form: no end of the function",
    (inner) => `<tool_call>\n${inner.replace("</function>", "")}</tool_call>`,
  ),
  form(
    "form: no end of the last value",
    (inner) => `<tool_call>\n${inner.replace(/<\/parameter>\n(?=<\/function>)/, "")}\n</tool_call>`,
    {
      uneven: true,
      calls: [{ tool: "worker_wait", invalid: true, says: /JSON parsing failed.*Nothing ran\./s }],
    },
  ),
  form(
    "form: no end of the first value",
    (inner) => `<tool_call>\n${inner.replace("</parameter>\n", "")}\n</tool_call>`,
  ),
  form(
    "form: values on the line of their tags",
    (inner) => `<tool_call>${inner.replaceAll("\n", "")}</tool_call>`,
  ),
  form(
    "form: an empty line around it",
    (inner) => `\n\n<tool_call>\n\n${inner}\n\n</tool_call>\n\n`,
  ),
  {
    what: "form: two calls in one answer",
    writes: `${call("worker_wait", { until: "all", minutes: "101" })}\n${call("worker_status")}`,
    calls: [
      { tool: "worker_wait", args: { until: "all", minutes: 101 }, note: "", refused: OUT },
      { tool: "worker_status", args: {}, note: "" },
    ],
  },
  {
    what: "form: two functions in one tag",
    writes: `<tool_call>\n${bare("worker_wait", { until: "all", minutes: "102" })}\n${bare("integrate")}\n</tool_call>`,
    calls: [
      { tool: "worker_wait", args: { until: "all", minutes: 102 }, note: "", refused: OUT },
      { tool: "integrate", args: {}, note: "", refused: "NO_PROPOSAL" },
    ],
  },
  {
    what: "form: an unknown tool",
    writes: call("launch_missiles", { target: "src" }),
    calls: [
      {
        tool: "launch_missiles",
        invalid: true,
        says: /unavailable tool 'launch_missiles'\. Available tools: .*Nothing ran\.$/s,
      },
    ],
  },
  {
    what: "form: a tool of a Worker",
    writes: call("worker_report", { summary: "x" }),
    calls: [{ tool: "worker_report", invalid: true, says: /unavailable tool 'worker_report'/ }],
  },
];

/** Texts without a call: each ends a turn, and our own words go on with it. */
export const CALLLESS_TEXTS: ModelText[] = [
  {
    what: "no call: JSON inside the tags",
    writes: '<tool_call>\n{"name": "worker_status", "arguments": {}}\n</tool_call>',
    told: /^\[Aegis\] Your answer was empty/,
    calls: [],
  },
  {
    what: "no call: JSON in a fence",
    writes: '```json\n{"name": "worker_status", "arguments": {}}\n```',
    words: /"name": "worker_status"/,
    told: /^\[Aegis\] Your call was written as text and did not run: call the tool worker_status itself\./,
    calls: [],
  },
  { what: "no call: only words", writes: "I am done.", words: /^I am done\.$/, calls: [] },
  {
    what: "no call: nothing at all",
    writes: "",
    told: /^\[Aegis\] Your answer was empty/,
    calls: [],
  },
  {
    what: "no call: cut before a call",
    writes: "First I will",
    cut: true,
    words: /^First I will$/,
    told: /^\[Aegis\] Your answer was cut/,
    calls: [],
  },
];
