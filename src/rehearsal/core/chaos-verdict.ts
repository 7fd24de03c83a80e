import type { EventOf } from "../../swarm/core/run/events.ts";
import { baseOf, builtLine, CREW, RESULT } from "./chaos-project.ts";

/** Work of the user and what is left of it. */
export interface FoundWork {
  id: string;
  /** Where it must be: in the history of the branch, in the index, or in a file of the checkout. */
  place: "history" | "index" | "file";
  path: string;
  found: boolean;
  /** Uncommitted work of the user that our commit holds. */
  inOurCommit: boolean;
}

/** All that is looked at after the run. */
export interface ChaosFacts {
  /** The COMMITTED events of all journals. */
  committed: readonly EventOf<"COMMITTED">[];
  /** Commits on the branch with our trailer, newest first, each with its tree. */
  ours: readonly { commit: string; tree: string }[];
  /** Files of our newest commit. */
  files: Readonly<Record<string, string>>;
  work: readonly FoundWork[];
  worktrees: number;
  refs: readonly string[];
  /** Lock files in .git, and what .aegis holds besides the runs. */
  locks: readonly string[];
  processes: readonly string[];
  /** Set if nothing moved for longer than the bound. */
  hang?: { seconds: number; last: string };
  /** Set if the rehearsal itself could not go on. */
  broken?: string;
}

export const PROBLEMS = ["hang", "wrong done", "lost work", "left behind", "broken"] as const;
export interface ChaosProblem {
  kind: (typeof PROBLEMS)[number];
  text: string;
}

/** Everything that is wrong after a chaos rehearsal; empty if the run has kept its promises. */
export function chaosProblems(facts: ChaosFacts): ChaosProblem[] {
  return [
    ...(facts.broken === undefined ? [] : [{ kind: "broken" as const, text: facts.broken }]),
    ...(facts.hang
      ? [
          {
            kind: "hang" as const,
            text: `nothing moved for ${facts.hang.seconds} s; last: ${facts.hang.last}`,
          },
        ]
      : []),
    ...wrongDone(facts).map((text) => ({ kind: "wrong done" as const, text })),
    ...lostWork(facts).map((text) => ({ kind: "lost work" as const, text })),
    ...leftBehind(facts).map((text) => ({ kind: "left behind" as const, text })),
  ];
}

function wrongDone({ committed, ours, files, hang, broken }: ChaosFacts): string[] {
  const cut = hang !== undefined || broken !== undefined;
  if (cut && committed.length === 0 && ours.length === 0) return [];
  const [first] = committed;
  const [commit] = ours;
  return [
    ...(committed.length === 1 ? [] : [`the journals say COMMITTED ${committed.length} times`]),
    ...(ours.length === 1 ? [] : [`the branch has ${ours.length} commits of the run`]),
    ...(first && commit && (first.commit !== commit.commit || first.tree !== commit.tree)
      ? [`the journal names ${first.commit}, the branch has ${commit.commit}`]
      : []),
    ...(commit ? wrongFiles(files) : []),
  ];
}

function wrongFiles(files: ChaosFacts["files"]): string[] {
  return [
    ...Object.entries(RESULT).flatMap(([path, text]) =>
      files[path] === text ? [] : [`the commit's ${path} is not what was built`],
    ),
    ...CREW.flatMap((name) =>
      files[baseOf(name)]?.startsWith(`${builtLine(name)}\n`)
        ? []
        : [`the commit's ${baseOf(name)} is not what was built`],
    ),
  ];
}

function lostWork({ work }: ChaosFacts): string[] {
  return work.flatMap(({ id, place, path, found, inOurCommit }) => [
    ...(found ? [] : [`the user's ${id} is not in the ${place} any more (${path})`]),
    ...(inOurCommit ? [`the user's uncommitted ${id} is in our commit (${path})`] : []),
  ]);
}

function leftBehind({ hang, broken, ...facts }: ChaosFacts): string[] {
  const { worktrees, refs, locks, processes } = facts;
  const named = [
    ...processes.map((each) => `a process is left: ${each}`),
    ...locks.map((each) => `a file is left: ${each}`),
  ];
  // A run that was cut off by a hang rightly has its worktrees and refs.
  if (hang || broken !== undefined) return [];
  return [
    ...named,
    ...(worktrees === 1 ? [] : [`${worktrees - 1} worktrees are left`]),
    ...refs.map((ref) => `a ref is left: ${ref}`),
  ];
}
