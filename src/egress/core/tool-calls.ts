import { END_MARK } from "./languages.ts";

export interface PlannedCall {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The address that a tool which fetches pages is asked for; the name belongs to nobody (RFC 2606). */
export const FETCHED_HOST = "fetched-by-a-tool.invalid";
/** The file of the project that the tools work on; an audit makes it in its layer. */
export const PROBED_FILE = "aegis-egress-audit.ts";

/**
 * What the scripted model calls: OpenCode's own tools and those of ours that change nothing. The files of the project
 * are copies during an audit. `agent`: an agent that `task` may start.
 */
function argumentsOf(agent: string): Record<string, PlannedCall["args"]> {
  return {
    write: { filePath: PROBED_FILE, content: "export const x = 1;\n" },
    read: { filePath: PROBED_FILE },
    edit: { filePath: PROBED_FILE, oldString: "x = 1", newString: "x = 2" },
    list: { path: "." },
    glob: { pattern: "*.ts" },
    grep: { pattern: "audit" },
    bash: { command: "echo audit", description: "Print a word" },
    todowrite: {
      todos: [{ id: "1", content: "Audit", status: "completed", priority: "low" }],
    },
    todoread: {},
    skill: { name: "customize-opencode" },
    webfetch: { url: `https://${FETCHED_HOST}/`, format: "text" },
    websearch: { query: "audit" },
    codesearch: { query: "audit", tokensNum: 1_000 },
    task: { description: "Audit", prompt: "Say that you are there.", subagent_type: agent },
    worker_status: {},
  };
}

/** One answer of the audit's model: a call, or the end. */
export type Answer = { readonly call: PlannedCall } | { readonly text: string };

/** Tools that change a file of the project. */
const CHANGING = new Set(["write", "edit"]);

/** The calls for the tools that a session is offered, in the order of the offer. */
export function plannedCalls(offered: readonly string[], changes = true): PlannedCall[] {
  const agent = offered.includes("design_propose") ? "scout" : "general";
  const known = argumentsOf(agent);
  return offered.flatMap((tool) => {
    const args = Object.hasOwn(known, tool) ? known[tool] : undefined;
    return args === undefined || (CHANGING.has(tool) && !changes) ? [] : [{ tool, args }];
  });
}

/** The tools that are offered, but that the audit does not call: it cannot know what they would do. */
export function notCalled(offered: readonly string[], changes = true): string[] {
  const called = new Set(plannedCalls(offered, changes).map(({ tool }) => tool));
  return offered.filter((tool) => !called.has(tool));
}

/** The answer after `answered` answers in the same conversation. */
export function nextAnswer(offered: readonly string[], answered: number, changes = true): Answer {
  const call = plannedCalls(offered, changes)[answered];
  return call === undefined ? { text: END_MARK } : { call };
}
