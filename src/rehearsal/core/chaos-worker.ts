import type { Move } from "./chaos-commander.ts";
import { baseOf, builtLine, type Member, madeText, newOf, qaOf } from "./chaos-project.ts";

/**
 * A Worker's next answer. A Worker begins again after each message (the first task, a retry, a reminder), and
 * every step may be done twice.
 */
export function workerMove(name: Member | undefined, answered: number, newest: string): Move {
  if (name === undefined) return { text: "I was given no task." };
  const steps: readonly Move[] = [
    call("bash", {
      command: `sed -i '1s/.*/${builtLine(name)}/' ${baseOf(name)}`,
      description: "Write the first line",
    }),
    call("read", { filePath: newOf(name) }),
    call("write", { filePath: newOf(name), content: madeText(name) }),
    call("worker_report", {
      summary: `${name} is built.`,
      changes: [baseOf(name), newOf(name)].map((path) => ({ path, what: "built" })),
      checks: [{ command: qaOf(name), result: "exit 0" }],
    }),
  ];
  const step = steps[answered];
  if (step) return step;
  return { text: newest.includes("[AEGIS ") ? "The report was refused." : "Reported." };
}

function call(tool: string, args: Record<string, unknown>): Move {
  return { calls: [{ tool, args }] };
}
