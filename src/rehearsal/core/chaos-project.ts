import type { Plan } from "../../swarm/core/plan/plan.ts";

/** The Workers of a chaos rehearsal. */
export const CREW = ["a", "b", "c"] as const;
export type Member = (typeof CREW)[number];

/** The file of a Worker's scope that is there from the start; the Worker changes its first line. */
export const baseOf = (name: Member): string => `src/${name}/base.txt`;
/** The file that a Worker makes. */
export const newOf = (name: Member): string => `src/${name}/new.txt`;
/** A tracked file that no Worker may write. */
export const NOTES = "notes.txt";

const REST = Array.from({ length: 12 }, (_, n) => `line ${n + 2}\n`).join("");
const startOf = (name: Member): string => `${name}: not built\n`;

/** Files of the first commit. */
export const FIRST_FILES: Readonly<Record<string, string>> = {
  ".gitignore": "node_modules/\n*.log\n",
  [NOTES]: `Notes\n${REST}`,
  ...Object.fromEntries(CREW.map((name) => [baseOf(name), `${startOf(name)}${REST}`])),
};

/** The shared files that the Commander writes in FOUNDATION. */
export const FOUNDATION: Readonly<Record<string, string>> = {
  "docs/contract.md": "# Contract\nEach Worker builds its own folder.\n",
  "docs/words.md": "# Words\nbuilt, made\n",
};

export const builtLine = (name: Member): string => `${name}: built`;
export const madeText = (name: Member): string => `${name} made this file\n`;

/** What the commit must hold, if the user commits nothing that overlaps: path to text. */
export const RESULT: Readonly<Record<string, string>> = {
  ...FOUNDATION,
  ...Object.fromEntries(CREW.map((name) => [newOf(name), madeText(name)])),
};

export const qaOf = (name: Member): string =>
  `grep -qx '${builtLine(name)}' ${baseOf(name)} && grep -q '${name} made' ${newOf(name)}`;

/** Worker c waits for a, so that a fault may meet a queued Worker. */
export const PLAN: Plan = {
  title: "Chaos",
  summary: "Three small features under faults.",
  shared: ["docs/**"],
  workers: CREW.map((name) => ({
    name,
    feature: `Feature ${name}`,
    scope: [`src/${name}/**`],
    spec: `Make the first line of ${baseOf(name)} "${builtLine(name)}", and write ${newOf(name)}.`,
    qa: [qaOf(name)],
    ...(name === "c" ? { depends_on: ["a"] } : {}),
  })),
  qa: [{ name: "All", command: CREW.map(qaOf).join(" && ") }],
  qa_strategy: "worker-unit_commander-integration",
};

/** The Worker to whom this first message gives a task; undefined if it names none. */
export function memberOf(text: string): Member | undefined {
  const name = /\nWorker: (\w+)\n/.exec(text)?.[1];
  return CREW.find((each) => each === name);
}
