import type { Plan } from "../../../src/swarm/core/plan/plan.ts";
import type { ModelText } from "./form.ts";
import { reads, WORKER, worker } from "./proposal.ts";

const withSpec = (spec: string): Partial<Plan> => ({ workers: [{ ...WORKER, spec }] });
const WORKERS_READ = "Read workers as JSON text.";
const PYTHON =
  "{'name': 'board', 'feature': 'Feature board', 'scope': ['src/board/**'], 'spec': 'Write src/board/ok.txt', 'qa': ['test -f src/board/ok.txt']";

export const PLAN_TEXTS: ModelText[] = [
  reads("plan: JSON on one line", {}),
  reads("plan: JSON over several lines", { workers: JSON.stringify([WORKER], null, 2) }),
  reads(
    "plan: Python's lists",
    { workers: `[${PYTHON}}]`, qa: `[{'name': 'Files', 'command': 'test -f src/board/ok.txt'}]` },
    {},
    "Read workers as JSON text, qa as JSON text.",
  ),
  reads(
    "plan: True and None of Python",
    { workers: `[${PYTHON}, 'depends_on': None, 'may_change_nothing': True}]` },
    { workers: [{ ...WORKER, may_change_nothing: true }] },
    WORKERS_READ,
  ),
  reads(
    "plan: a raw line break in a JSON string",
    { workers: `[${worker({ spec: '"First.\nSecond."' })}]` },
    withSpec("First.\nSecond."),
    WORKERS_READ,
  ),
  reads(
    "plan: a raw tab in a JSON string",
    { workers: `[${worker({ spec: '"a\tb"' })}]` },
    withSpec("a\tb"),
    WORKERS_READ,
  ),
  reads("plan: commas behind the last items", { workers: `[${worker()},]` }, {}, WORKERS_READ),
  reads(
    "plan: a fence of json",
    { workers: `\`\`\`json\n[${worker()}]\n\`\`\`` },
    {},
    WORKERS_READ,
  ),
  reads("plan: a fence", { workers: `\`\`\`\n[${worker()}]\n\`\`\`` }, {}, WORKERS_READ),
  reads(
    "plan: an escape JSON does not know",
    { workers: `[${worker({ spec: '"match \\d+"' })}]` },
    withSpec("match \\d+"),
    WORKERS_READ,
  ),
  reads(
    "plan: keys without quotes",
    { qa: '[{name: "Files", command: "test -f src/board/ok.txt"}]' },
    {},
    "Read qa as JSON text.",
  ),
  reads(
    "plan: JSON in a JSON text",
    { workers: JSON.stringify(`[${worker()}]`) },
    {},
    WORKERS_READ,
  ),
  reads("plan: one Worker for a list", { workers: worker() }, {}, "Read workers as a list of one."),
  reads(
    "plan: one Worker of Python",
    { workers: `${PYTHON}}` },
    {},
    "Read workers as a list of one.",
  ),
  reads(
    "plan: two Workers without brackets",
    {
      workers: `${worker()}, ${worker({ name: '"menu"', scope: '["src/menu/**"]' })}`,
    },
    { workers: [WORKER, { ...WORKER, name: "menu", scope: ["src/menu/**"] }] },
    WORKERS_READ,
  ),
  reads(
    "plan: one glob and one command inside a Worker",
    { workers: `[${worker({ scope: '"src/board/**"', qa: '"test -f src/board/ok.txt"' })}]` },
    {},
    "Read workers.0.scope as a list of one, workers.0.qa as a list of one.",
  ),
  reads(
    "plan: null and a text for the optional fields of a Worker",
    { workers: `[${worker({ depends_on: "null", may_change_nothing: '"False"' })}]` },
    { workers: [{ ...WORKER, may_change_nothing: false }] },
    "Read workers.0.may_change_nothing as false.",
  ),
  reads(
    "plan: another spelling of a key inside a Worker",
    { workers: `[${worker({ dependsOn: "[]" })}]` },
    { workers: [{ ...WORKER, depends_on: [] }] },
    "Read workers.0.dependsOn as depends_on.",
  ),
  reads("plan: one bare glob", { shared: "docs/**" }, {}, "Read shared as a list of one."),
  reads("plan: one glob in quotes", { shared: '"docs/**"' }, {}, "Read shared as a list of one."),
  reads("plan: no shared files", { shared: "" }, { shared: [] }, "Read shared as an empty list."),
  reads(
    "plan: null for shared files",
    { shared: "null" },
    { shared: [] },
    "Read shared as an empty list.",
  ),
  reads(
    "plan: None for shared files",
    { shared: "None" },
    { shared: [] },
    "Read shared as an empty list.",
  ),
  reads("plan: an empty list", { shared: "[]" }, { shared: [] }),
  reads(
    "plan: capitals of a choice",
    { qa_strategy: "Worker-Unit_Commander-Integration" },
    {},
    'Read qa_strategy as "worker-unit_commander-integration".',
  ),
  reads(
    "plan: a choice in quotes",
    { qa_strategy: '"worker-all"' },
    { qa_strategy: "worker-all" },
    'Read qa_strategy as "worker-all".',
  ),
  reads(
    "plan: another spelling of a key",
    { qa_strategy: "–", qaStrategy: "worker-all" },
    { qa_strategy: "worker-all" },
    "Read qaStrategy as qa_strategy.",
  ),
  reads("plan: a number as summary", { summary: "42" }, { summary: "42" }),
  reads("plan: JSON as summary", { summary: '{"a": 1}' }, { summary: '{"a": 1}' }),
  reads(
    "plan: Korean and emoji",
    { workers: `[${worker({ spec: '"게시판을 만든다 🎮"' })}]` },
    withSpec("게시판을 만든다 🎮"),
  ),
  reads(
    "plan: angle brackets and ampersands",
    {
      workers: `[${worker({ spec: '"if (a < b && c > d) return Array<string>; <b>&amp;</b>"' })}]`,
    },
    withSpec("if (a < b && c > d) return Array<string>; <b>&amp;</b>"),
  ),
];
