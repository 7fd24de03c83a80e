import { readdirSync, readFileSync } from "node:fs";
import { execa } from "execa";

/** One second in two parts: how long a process tree may run in it. */
export interface Duty {
  readonly runMs: number;
  readonly stopMs: number;
}

/** A twentieth of each second. */
export const HEAVY: Duty = { runMs: 50, stopMs: 950 };

/** Runs a program, whose processes are all stopped for the greatest part of each second. */
export async function throttled(
  [file, ...args]: readonly [string, ...string[]],
  options: { cwd: string; env: Record<string, string> },
  duty: Duty = HEAVY,
): Promise<{ exitCode: number | undefined; stdout: string; stderr: string; stops: number }> {
  const program = execa(file, args, {
    ...options,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
  const { pid } = program;
  if (pid === undefined) throw new Error(`${file} was not started`);
  let stops = 0;
  let held: number[] = [];
  let timer: NodeJS.Timeout;
  const stop = () => {
    held = treeOf(pid).filter((each) => signal(each, "SIGSTOP"));
    stops += 1;
    timer = setTimeout(go, duty.stopMs);
  };
  const go = () => {
    for (const each of held.toReversed()) signal(each, "SIGCONT");
    timer = setTimeout(stop, duty.runMs);
  };
  timer = setTimeout(stop, duty.runMs);
  try {
    const { exitCode, stdout, stderr } = await program;
    return { exitCode, stdout, stderr, stops };
  } finally {
    clearTimeout(timer);
    for (const each of held) signal(each, "SIGCONT");
  }
}

/** This process and all below it, parents first. */
function treeOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    const parent = parentOf(name);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [root];
  for (const each of tree) tree.push(...(children.get(each) ?? []));
  return tree;
}

/** Undefined for a process that has ended meanwhile. */
function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name may hold anything, blanks and brackets too.
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}

function signal(pid: number, name: "SIGSTOP" | "SIGCONT"): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    // It has ended.
    return false;
  }
}
