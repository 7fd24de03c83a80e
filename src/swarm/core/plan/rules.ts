import { STATE_FOLDER } from "../../../kit/state-paths.ts";
import { overlap } from "../scope/algebra.ts";
import { parsePattern } from "../scope/pattern.ts";
import { cannotFail } from "./cannot-fail.ts";
import { dependencyOrder, type Plan, qaLack } from "./plan.ts";

/** A fault of a proposal: code, place, and a sentence for the model. */
export interface PlanProblem {
  code: string;
  at: string;
  text: string;
}

/** The facts about the repository and the settings that plan checks use. */
export interface PlanFacts {
  maxWorkers: number;
  submodules: readonly string[];
}

type Rule = (plan: Plan, facts: PlanFacts) => PlanProblem[];

/** Paths that no Worker may own: version control, the host's and our configuration, and our state. */
export const PROTECTED_SCOPES = [
  ".git",
  ".git/**",
  ".opencode/**",
  `${STATE_FOLDER}/**`,
  "opencode.json",
  "opencode.jsonc",
  "tui.json",
];

/** Files that every feature tends to change. A Worker owns such a file only if its scope names the file. */
const MANIFESTS = [
  "package.json",
  "package-lock.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "Cargo.toml",
  "Cargo.lock",
  "go.mod",
  "go.sum",
  "pyproject.toml",
  "poetry.lock",
  "uv.lock",
  "requirements.txt",
  "pom.xml",
  "build.gradle",
  "Gemfile.lock",
  "composer.lock",
];
const FOLD = { caseInsensitive: true } as const;

export function planProblems(plan: Plan, facts: PlanFacts): PlanProblem[] {
  const first = [...shape(plan, facts), ...patterns(plan, facts)];
  if (first.length > 0) return first;
  return RULES.flatMap((rule) => rule(plan, facts));
}

const shape: Rule = (plan, { maxWorkers }) => {
  const problems: PlanProblem[] = [];
  if (plan.workers.length === 0)
    problems.push(problem("NO_WORKERS", "workers", "name at least one Worker"));
  if (plan.workers.length > maxWorkers)
    problems.push(
      problem(
        "TOO_MANY_WORKERS",
        "workers",
        `${plan.workers.length} Workers, at most ${maxWorkers} are allowed (maxWorkers); join features or use depends_on`,
      ),
    );
  if (plan.title.trim() === "")
    problems.push(problem("EMPTY_TEXT", "title", "give the plan a title"));
  const seen = new Set<string>();
  for (const worker of plan.workers) {
    if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(worker.name))
      problems.push(
        problem("BAD_NAME", worker.name, "names use a-z, 0-9 and -, 32 characters at most"),
      );
    if (seen.has(worker.name))
      problems.push(problem("DUPLICATE_NAME", worker.name, "two Workers have this name"));
    seen.add(worker.name);
    if (worker.feature.trim() === "" || worker.spec.trim() === "")
      problems.push(problem("EMPTY_TEXT", worker.name, "feature and spec must say what to build"));
    if (worker.scope.length === 0)
      problems.push(problem("EMPTY_SCOPE", worker.name, "name the paths this Worker owns"));
  }
  return problems;
};

const patterns: Rule = (plan) => {
  const all = [
    ...plan.shared.map((pattern) => ({ at: "shared", pattern })),
    ...plan.workers.flatMap((worker) =>
      worker.scope.map((pattern) => ({ at: worker.name, pattern })),
    ),
  ];
  return all.flatMap(({ at, pattern }) => {
    const parsed = parsePattern(pattern);
    return parsed.ok
      ? []
      : [
          problem(
            "BAD_SCOPE",
            at,
            `"${pattern}" is not a path inside the repository (${parsed.problem.problem}); use relative globs such as src/board/**`,
          ),
        ];
  });
};

const noSharedOwner: Rule = (plan) =>
  plan.workers.flatMap((worker) => {
    const hit = overlap(worker.scope, plan.shared, FOLD);
    return hit
      ? [
          problem(
            "OWNS_SHARED",
            worker.name,
            `"${hit.a}" and shared "${hit.b}" both match ${hit.witness}; shared files are the Commander's`,
          ),
        ]
      : [];
  });

const exclusive: Rule = (plan) =>
  plan.workers.flatMap((worker, index) =>
    plan.workers.slice(index + 1).flatMap((other) => {
      const hit = overlap(worker.scope, other.scope, FOLD);
      return hit
        ? [
            problem(
              "SCOPE_OVERLAP",
              `${worker.name} ~ ${other.name}`,
              `"${hit.a}" and "${hit.b}" both match ${hit.witness}; give that path to one of them`,
            ),
          ]
        : [];
    }),
  );

const noProtected: Rule = (plan, { submodules }) => {
  const closed = [...PROTECTED_SCOPES, ...submodules.flatMap((path) => [path, `${path}/**`])];
  return plan.workers.flatMap((worker) => {
    // A wildcard over everything also matches protected paths; the guard refuses each write to them.
    const narrow = worker.scope.filter((pattern) => !/^\*/.test(pattern));
    const hit = overlap(narrow, closed, FOLD);
    return hit
      ? [
          problem(
            "PROTECTED_PATH",
            worker.name,
            `"${hit.a}" matches ${hit.witness}, which no agent may write`,
          ),
        ]
      : [];
  });
};

const manifestsByName: Rule = (plan) =>
  plan.workers.length < 2
    ? []
    : plan.workers.flatMap((worker) => {
        const wild = worker.scope.filter((pattern) => !MANIFESTS.includes(pattern));
        const hit = overlap(wild, MANIFESTS, FOLD);
        return hit
          ? [
              problem(
                "MANIFEST_BY_WILDCARD",
                worker.name,
                `"${hit.a}" matches ${hit.witness}; list it in shared, or name it exactly in one scope`,
              ),
            ]
          : [];
      });

const qaIsReal: Rule = (plan) => {
  const problems: PlanProblem[] = [];
  const strategy = plan.qa_strategy;
  const lack = qaLack(plan);
  if (lack.plan)
    problems.push(problem("EMPTY_QA", "qa", `${strategy} needs at least one final QA command`));
  const commands = [
    ...plan.qa.map(({ command }) => ({ at: "qa", command })),
    ...plan.workers.flatMap((worker) => worker.qa.map((command) => ({ at: worker.name, command }))),
  ];
  for (const name of lack.workers)
    problems.push(problem("EMPTY_QA", name, `${strategy} needs a QA command per Worker`));
  for (const { at, command } of commands) {
    if (command.trim() === "") problems.push(problem("EMPTY_QA", at, "a QA command is blank"));
    else if (/[\n\r\0]/.test(command))
      problems.push(problem("BAD_QA", at, "a QA command is one line; put steps into a script"));
    else if (cannotFail(command))
      problems.push(problem("QA_CANNOT_FAIL", at, `"${command}" cannot fail; name a real check`));
  }
  return problems;
};

const dependencies: Rule = (plan) => {
  const names = new Set(plan.workers.map(({ name }) => name));
  const unknown = plan.workers.flatMap((worker) =>
    (worker.depends_on ?? [])
      .filter((name) => !names.has(name))
      .map((name) => problem("UNKNOWN_DEPENDENCY", worker.name, `depends_on names "${name}"`)),
  );
  if (unknown.length > 0) return unknown;
  const placed = new Set<string>();
  for (const worker of dependencyOrder(plan.workers)) {
    const missing = (worker.depends_on ?? []).filter((name) => !placed.has(name));
    if (missing.length > 0)
      return [
        problem(
          "CYCLIC_DEPENDENCY",
          worker.name,
          `depends_on forms a circle: ${missing.join(", ")}`,
        ),
      ];
    placed.add(worker.name);
  }
  return [];
};

const RULES: readonly Rule[] = [
  noSharedOwner,
  exclusive,
  noProtected,
  manifestsByName,
  qaIsReal,
  dependencies,
];

function problem(code: string, at: string, text: string): PlanProblem {
  return { code, at, text };
}
