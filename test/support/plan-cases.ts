import type { Plan, WorkerSpec } from "../../src/swarm/core/plan/plan.ts";
import { plan } from "./script-lines.ts";

/** A plan of Workers w1, w2, … with these scopes. */
function scopes(...lists: string[][]): Partial<Plan> {
  return workers(...lists.map((scope) => ({ scope })));
}

function workers(...changes: Partial<WorkerSpec>[]): Partial<Plan> {
  const names = changes.map((_change, index) => `w${index + 1}`);
  const base = plan(names).workers;
  return {
    workers: changes.map((change, index) => ({ ...base[index], ...change }) as WorkerSpec),
  };
}

const worker = (change: Partial<WorkerSpec>): Partial<Plan> => workers(change);
const finalQa = (...commands: string[]): Partial<Plan> => ({
  qa: commands.map((command) => ({ name: "Check", command })),
});
export const many = (count: number): Partial<Plan> =>
  workers(...Array.from({ length: count }, () => ({})));

interface Case {
  name: string;
  change: Partial<Plan>;
  /** The rule's code and a word of its message. */
  says: [rule: string, detail: string | RegExp];
}

const OVERLAP: Case[] = [
  ["nesting", ["src/**"], ["src/api/**"], "src/api/"],
  ["a file inside the other's folder", ["src/api/**"], ["src/api/user.ts"], "src/api/user.ts"],
  ["braces", ["src/{api,web}/**"], ["src/web/page.ts"], "src/web/page.ts"],
  ["nested braces", ["{src,lib}/{a,{b,c}}.ts"], ["lib/c.ts"], "lib/c.ts"],
  ["case", ["SRC/Api/**"], ["src/api/**"], "src/api/"],
  ["extension against folder", ["**/*.ts"], ["src/api/**"], /src\/api\/\S*\.ts/],
  ["a class", ["src/[a-f]*.ts"], ["src/d.ts"], "src/d.ts"],
  ["a question mark", ["src/?.ts"], ["src/a*.ts"], "src/a.ts"],
  ["a leading ./", ["./src/api/**"], ["src/api/x.ts"], "src/api/x.ts"],
  ["a trailing slash", ["src/api/"], ["src/api/x.ts"], "src/api/x.ts"],
  ["Unicode normal forms", ["src/caf\u00e9/**"], ["src/cafe\u0301/x.ts"], "src/caf"],
  ["the whole repository", ["**"], ["docs2/**"], "docs2/"],
].map(([how, a, b, witness]) => ({
  name: `overlap by ${how}`,
  change: { shared: [], ...scopes(a as string[], b as string[]) },
  says: ["SCOPE_OVERLAP", witness as string | RegExp],
}));

const ESCAPE: Case[] = [
  ["an absolute path", "/etc/**", "ABSOLUTE"],
  ["..", "../other/**", "PARENT"],
  [".. in the middle", "src/../../other/**", "PARENT"],
  ["~", "~/x/**", "HOME"],
  ["a drive letter", "C:\\Users\\x", "DRIVE"],
  ["a drive letter with slashes", "c:/Users/x", "DRIVE"],
  ["negation", "!src/api/**", "NEGATION"],
  ["a backslash", "src\\api\\**", "BACKSLASH"],
  ["an absolute path in braces", "{/etc,src}/**", "ABSOLUTE"],
  [".. put together by braces", "{.,a}./x/**", "PARENT"],
  ["a control character", "src/\u0007/**", "CONTROL_CHARACTER"],
  ["a bidirectional mark", "src/\u202e/**", "CONTROL_CHARACTER"],
].map(([how, scope, problem]) => ({
  name: `escape by ${how}`,
  change: scopes([scope as string]),
  says: ["BAD_SCOPE", problem as string],
}));

const CLOSED: Case[] = [
  { name: "a shared file owned by a Worker", scope: ["docs/api.md"], rule: "OWNS_SHARED" },
  { name: "a shared file owned by wildcard", scope: ["**/*.md"], rule: "OWNS_SHARED" },
  ...[".git/**", ".git/hooks/pre-commit", ".GIT/config", "{.git,src}/**", "./.git/config"].map(
    (scope) => ({ name: `scope ${scope}`, scope: [scope], rule: "PROTECTED_PATH" }),
  ),
  ...[".opencode/**", ".OpenCode/agents/x.md", ".aegis/runs/**", "opencode.json", ".*/**"].map(
    (scope) => ({ name: `scope ${scope}`, scope: [scope], rule: "PROTECTED_PATH" }),
  ),
  { name: "no scope at all", scope: [], rule: "EMPTY_SCOPE" },
].map(({ name, scope, rule }) => ({ name, change: scopes(scope), says: [rule, "w1"] }));

const MANIFEST: Case[] = [
  ["package.json by *.json", "*.json", "package.json"],
  ["lock files by package*", "package*", "package"],
  ["go.mod by braces", "{go.mod,x}", "go.mod"],
].map(([name, scope, file]) => ({
  name: name as string,
  change: scopes([scope as string], ["src/w2/**"]),
  says: ["MANIFEST_BY_WILDCARD", file as string],
}));

const QA: Case[] = [
  { name: "a Worker without QA", change: worker({ qa: [] }), says: ["EMPTY_QA", "w1"] },
  { name: "a blank Worker QA", change: worker({ qa: ["  "] }), says: ["EMPTY_QA", "blank"] },
  { name: "no final QA", change: finalQa(), says: ["EMPTY_QA", "final QA"] },
  { name: "a blank final QA", change: finalQa("\t"), says: ["EMPTY_QA", "blank"] },
  {
    name: "no final QA with commander-all",
    change: { qa: [], qa_strategy: "commander-all" },
    says: ["EMPTY_QA", "commander-all"],
  },
  { name: "a QA of two lines", change: finalQa("npm test\ntrue"), says: ["BAD_QA", "one line"] },
  ...[
    "true",
    ":",
    "exit 0",
    "echo ok",
    "printf 'all tests passed'",
    "npm test || true",
    "npm test || :",
    "npm test || exit 0",
    "npm test; true",
    "npm test ; exit 0",
    "npm test || echo 'never mind'",
    "echo a && echo b",
    "npm test & true",
    "npm test | true",
    "(npm test) || true",
  ].map(
    (command): Case => ({
      name: `final QA ${command}`,
      change: finalQa(command),
      says: ["QA_CANNOT_FAIL", "cannot fail"],
    }),
  ),
  {
    name: "a Worker QA that cannot fail",
    change: worker({ qa: ["npm test || true"] }),
    says: ["QA_CANNOT_FAIL", "w1"],
  },
];

const SHAPE: Case[] = [
  { name: "no Workers", change: { workers: [] }, says: ["NO_WORKERS", "at least one"] },
  { name: "9 Workers", change: many(9), says: ["TOO_MANY_WORKERS", "9 Workers, at most 8"] },
  {
    name: "two Workers of one name",
    change: workers({ name: "x" }, { name: "x" }),
    says: ["DUPLICATE_NAME", "x"],
  },
  { name: "a name with ..", change: worker({ name: "../x" }), says: ["BAD_NAME", "../x"] },
  { name: "a name with spaces", change: worker({ name: "a b" }), says: ["BAD_NAME", "a b"] },
  { name: "an empty spec", change: worker({ spec: " " }), says: ["EMPTY_TEXT", "w1"] },
  { name: "an empty title", change: { title: "" }, says: ["EMPTY_TEXT", "title"] },
  {
    name: "a dependency on itself",
    change: worker({ depends_on: ["w1"] }),
    says: ["CYCLIC_DEPENDENCY", "w1"],
  },
  {
    name: "a circle of three",
    change: workers({ depends_on: ["w3"] }, { depends_on: ["w1"] }, { depends_on: ["w2"] }),
    says: ["CYCLIC_DEPENDENCY", "circle"],
  },
  {
    name: "an unknown dependency",
    change: worker({ depends_on: ["ghost"] }),
    says: ["UNKNOWN_DEPENDENCY", "ghost"],
  },
];

/** Arguments that are not a plan. */
export const BAD_ARGUMENTS: [string, Record<string, unknown>, RegExp][] = [
  ["a missing scope", { workers: [{ name: "a", feature: "f", spec: "s", qa: ["x"] }] }, /scope/],
  ["an unknown QA strategy", { qa_strategy: "none" }, /qa_strategy/],
  ["workers as text", { workers: "all of them" }, /workers/],
];

/** Plans that break a rule, each with the code of that rule. */
export const REFUSED = [...OVERLAP, ...ESCAPE, ...CLOSED, ...MANIFEST, ...QA, ...SHAPE];

/** Allowed plans that are close to forbidden plans. */
export const ALLOWED: [string, Partial<Plan>][] = [
  ["neighbours that share a prefix", scopes(["src/api/**"], ["src/api2/**"], ["src/api.ts"])],
  ["different extensions in one folder", scopes(["src/*.ts"], ["src/*.css"])],
  ["one Worker with everything but what is shared", { shared: [], ...scopes(["**"]) }],
  ["a manifest by its exact name", scopes(["package.json", "src/w1/**"], ["src/w2/**"])],
  ["8 Workers", many(8)],
  ["a chain of dependencies", workers({}, { depends_on: ["w1"] }, { depends_on: ["w2", "w1"] })],
  ["QA that prints before it tests", finalQa("echo testing && npm test", 'node -e "a(); true"')],
  ["QA by the Commander alone", { ...worker({ qa: [] }), qa_strategy: "commander-all" }],
];
