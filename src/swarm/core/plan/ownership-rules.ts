import { say } from "../../../kit/sentence.ts";
import { STATE_FOLDER } from "../../../kit/state-paths.ts";
import { overlap } from "../scope/algebra.ts";
import { problem, type Rule } from "./rule.ts";

/** Paths that no Worker may own: version control, the host's and our configuration, and our state. */
const PROTECTED_SCOPES = [
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

export const noSharedOwner: Rule = (plan) =>
  plan.workers.flatMap((worker) => {
    const hit = overlap(worker.scope, plan.shared, FOLD);
    return hit
      ? [
          problem(
            "OWNS_SHARED",
            worker.name,
            say(
              `"${hit.a}" and shared "${hit.b}" both match ${hit.witness}; shared files are the Commander's`,
              `"${hit.a}"와(과) shared의 "${hit.b}"이(가) 모두 ${hit.witness}에 해당합니다. 공유 파일은 Commander의 것입니다`,
            ),
          ),
        ]
      : [];
  });

export const exclusive: Rule = (plan) =>
  plan.workers.flatMap((worker, index) =>
    plan.workers.slice(index + 1).flatMap((other) => {
      const hit = overlap(worker.scope, other.scope, FOLD);
      return hit
        ? [
            problem(
              "SCOPE_OVERLAP",
              `${worker.name} ~ ${other.name}`,
              say(
                `"${hit.a}" and "${hit.b}" both match ${hit.witness}; give that path to one of them`,
                `"${hit.a}"와(과) "${hit.b}"이(가) 모두 ${hit.witness}에 해당합니다. 이 경로는 한 Worker만 맡아야 합니다`,
              ),
            ),
          ]
        : [];
    }),
  );

export const noProtected: Rule = (plan, { submodules }) => {
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
            say(
              `"${hit.a}" matches ${hit.witness}, which no agent may write`,
              `"${hit.a}"이(가) 어떤 에이전트도 쓸 수 없는 ${hit.witness}에 해당합니다`,
            ),
          ),
        ]
      : [];
  });
};

export const manifestsByName: Rule = (plan) =>
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
                say(
                  `"${hit.a}" matches ${hit.witness}; list it in shared, or name it exactly in one scope`,
                  `"${hit.a}"이(가) ${hit.witness}에 해당합니다. shared에 넣거나 한 Worker의 범위에 그 이름을 그대로 적어야 합니다`,
                ),
              ),
            ]
          : [];
      });
