import type { Script, Step } from "../src/scripted-model/script.ts";

/** Calls of each tool in one conversation. */
export const CALLS = 15;
const PLACE = "src/part";

/** The measured calls of round `n`; each needs no other. */
const TOOLS = {
  bash: () => ({ command: "true", description: "nothing" }),
  write: (n: number) => ({ filePath: `${PLACE}/new-${n}.txt`, content: `line ${n}\n` }),
  read: (n: number) => ({ filePath: `${PLACE}/new-${n}.txt` }),
  edit: (n: number) => ({
    filePath: `${PLACE}/new-${n}.txt`,
    oldString: `line ${n}`,
    newString: `changed ${n}`,
  }),
  glob: () => ({ pattern: `${PLACE}/*.txt` }),
  grep: () => ({ pattern: "changed", path: PLACE }),
} as const;
export type MeasuredTool = keyof typeof TOOLS;
export const MEASURED = Object.keys(TOOLS) as MeasuredTool[];

const step = (tool: string, args: Record<string, unknown> = {}): Step => ({
  calls: [{ tool, args }],
});

/** The first call of each tool warms up. */
const CALLED = Array.from({ length: CALLS + 1 }, (_, n) =>
  MEASURED.map((tool) => step(tool, TOOLS[tool](n))),
).flat();

/** Bare: OpenCode's own agent makes the calls. */
export const BARE: Script = {
  name: "cost, bare",
  actors: [{ agent: "other", steps: [...CALLED, { text: "Done." }] }],
};

/** Ours: a Worker makes the same calls in its worktree, in a whole run. */
export const OURS: Script = {
  name: "cost, ours",
  actors: [
    {
      agent: "commander",
      steps: [
        step("design_propose", {
          title: "One part",
          summary: "A folder.",
          shared: ["docs/**"],
          workers: [
            {
              name: "part",
              feature: "The part",
              scope: [`${PLACE}/**`],
              spec: "Write files.",
              qa: [`test -f ${PLACE}/new-0.txt`],
            },
          ],
          qa: [{ name: "Files", command: `test -f ${PLACE}/new-0.txt` }],
          qa_strategy: "worker-unit_commander-integration",
        }),
        { text: "This is the plan. Do you approve it?" },
        step("design_approve", { quote: "Approved, go ahead" }),
        step("foundation_freeze", { note: "A folder." }),
        step("dispatch_workers"),
        step("worker_wait", { until: "all" }),
        { text: "Done." },
      ],
    },
    {
      agent: "worker",
      steps: [
        ...CALLED,
        step("worker_report", {
          summary: "written",
          changes: [{ path: `${PLACE}/new-0.txt`, what: "written" }],
          checks: [{ command: `test -f ${PLACE}/new-0.txt`, result: "exit 0" }],
        }),
        { text: "Reported." },
      ],
    },
  ],
};

/** The user's messages. */
export const WORDS = {
  bare: ["Write the part."],
  ours: ["Write the part.", "Approved, go ahead."],
} as const;
