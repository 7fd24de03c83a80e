import { say } from "../../../kit/sentence.ts";
import { parsePattern } from "../scope/pattern.ts";
import { cannotFail } from "./cannot-fail.ts";
import { exclusive, manifestsByName, noProtected, noSharedOwner } from "./ownership-rules.ts";
import { dependencyOrder, type Plan, qaLack } from "./plan.ts";
import { type PlanFacts, type PlanProblem, problem, type Rule } from "./rule.ts";

export function planProblems(plan: Plan, facts: PlanFacts): PlanProblem[] {
  const first = [...shape(plan, facts), ...patterns(plan, facts)];
  if (first.length > 0) return first;
  return RULES.flatMap((rule) => rule(plan, facts));
}

const shape: Rule = (plan, { maxWorkers }) => {
  const problems: PlanProblem[] = [];
  if (plan.workers.length === 0)
    problems.push(
      problem(
        "NO_WORKERS",
        "workers",
        say("name at least one Worker", "Worker를 하나 이상 지정해야 합니다"),
      ),
    );
  if (plan.workers.length > maxWorkers)
    problems.push(
      problem(
        "TOO_MANY_WORKERS",
        "workers",
        say(
          `${plan.workers.length} Workers, at most ${maxWorkers} are allowed (maxWorkers); join features or use depends_on`,
          `Worker가 ${plan.workers.length}개인데 최대 ${maxWorkers}개까지 허용합니다(maxWorkers). 기능을 합치거나 depends_on을 써야 합니다`,
        ),
      ),
    );
  if (plan.title.trim() === "")
    problems.push(
      problem("EMPTY_TEXT", "title", say("give the plan a title", "계획에 제목을 붙여야 합니다")),
    );
  const seen = new Set<string>();
  for (const worker of plan.workers) {
    if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(worker.name))
      problems.push(
        problem(
          "BAD_NAME",
          worker.name,
          say(
            "names use a-z, 0-9 and -, 32 characters at most",
            "이름에는 a-z, 0-9, -만 쓰며 최대 32자입니다",
          ),
        ),
      );
    if (seen.has(worker.name))
      problems.push(
        problem(
          "DUPLICATE_NAME",
          worker.name,
          say("two Workers have this name", "이 이름을 Worker 두 개가 씁니다"),
        ),
      );
    seen.add(worker.name);
    if (worker.feature.trim() === "" || worker.spec.trim() === "")
      problems.push(
        problem(
          "EMPTY_TEXT",
          worker.name,
          say(
            "feature and spec must say what to build",
            "feature와 spec에 만들 것을 적어야 합니다",
          ),
        ),
      );
    if (worker.scope.length === 0)
      problems.push(
        problem(
          "EMPTY_SCOPE",
          worker.name,
          say("name the paths this Worker owns", "이 Worker가 맡을 경로를 적어야 합니다"),
        ),
      );
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
            say(
              `"${pattern}" is not a path inside the repository (${parsed.problem.problem}); use relative globs such as src/board/**`,
              `"${pattern}"은(는) 저장소 안의 경로가 아닙니다(${parsed.problem.problem}). src/board/** 같은 상대 glob을 써야 합니다`,
            ),
          ),
        ];
  });
};

const qaIsReal: Rule = (plan) => {
  const problems: PlanProblem[] = [];
  const strategy = plan.qa_strategy;
  const lack = qaLack(plan);
  if (lack.plan)
    problems.push(
      problem(
        "EMPTY_QA",
        "qa",
        say(
          `${strategy} needs at least one final QA command`,
          `${strategy}에는 최종 QA 명령이 하나 이상 있어야 합니다`,
        ),
      ),
    );
  const commands = [
    ...plan.qa.map(({ command }) => ({ at: "qa", command })),
    ...plan.workers.flatMap((worker) => worker.qa.map((command) => ({ at: worker.name, command }))),
  ];
  for (const name of lack.workers)
    problems.push(
      problem(
        "EMPTY_QA",
        name,
        say(
          `${strategy} needs a QA command per Worker`,
          `${strategy}에는 Worker마다 QA 명령이 있어야 합니다`,
        ),
      ),
    );
  for (const { at, command } of commands) {
    if (command.trim() === "")
      problems.push(
        problem("EMPTY_QA", at, say("a QA command is blank", "QA 명령이 비어 있습니다")),
      );
    else if (/[\n\r\0]/.test(command))
      problems.push(
        problem(
          "BAD_QA",
          at,
          say(
            "a QA command is one line; put steps into a script",
            "QA 명령은 한 줄이어야 합니다. 여러 단계는 스크립트에 넣어야 합니다",
          ),
        ),
      );
    else if (cannotFail(command))
      problems.push(
        problem(
          "QA_CANNOT_FAIL",
          at,
          say(
            `"${command}" cannot fail; name a real check`,
            `"${command}" 명령은 실패할 수 없습니다. 실제로 검사하는 명령이어야 합니다`,
          ),
        ),
      );
  }
  return problems;
};

const dependencies: Rule = (plan) => {
  const names = new Set(plan.workers.map(({ name }) => name));
  const unknown = plan.workers.flatMap((worker) =>
    (worker.depends_on ?? [])
      .filter((name) => !names.has(name))
      .map((name) =>
        problem(
          "UNKNOWN_DEPENDENCY",
          worker.name,
          say(`depends_on names "${name}"`, `depends_on에 적은 "${name}"이(가) 계획에 없습니다`),
        ),
      ),
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
          say(
            `depends_on forms a circle: ${missing.join(", ")}`,
            `depends_on이 순환합니다: ${missing.join(", ")}`,
          ),
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
