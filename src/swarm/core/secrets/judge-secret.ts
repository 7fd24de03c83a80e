import { say } from "../../../kit/sentence.ts";
import { USER_SETTINGS_FILE } from "../../../kit/state-paths.ts";
import type { Actor } from "../agents.ts";
import { type Denial, deny } from "../run/denial.ts";
import type { RunState } from "../run/state.ts";
import { workerNamed } from "../run/workers-of.ts";
import { covers } from "../scope/algebra.ts";
import { readPattern } from "../scope/pattern.ts";
import type { SecretRule } from "./secret-rule.ts";

/** A path of a file tool, with the links resolved and as it was written. */
export interface NamedPath {
  /** True inside the actor's own worktree. */
  own: boolean;
  /** Relative to the top of its tree; absolute outside all trees. */
  path: string;
  named: string;
}

/** True for agents from which secrets are kept. The Commander and the user's own agents work under the user's eyes. */
export function isKeptFromSecrets({ role }: Actor): boolean {
  return role === "worker" || role === "scout" || role === "librarian";
}

/** Why this actor may not touch this path with a file tool. */
export function judgeSecret(
  actor: Actor,
  { own, path, named }: NamedPath,
  rule: SecretRule,
  state: RunState,
): Denial | undefined {
  if (!isKeptFromSecrets(actor)) return undefined;
  const scope = actor.role === "worker" ? workerNamed(state, actor.worker)?.spec.scope : undefined;
  if (own && openedBy(scope ?? []).some((file) => covers([file], path))) return undefined;
  const pattern = rule(path) ?? rule(named);
  return pattern === undefined ? undefined : secretFile(named, pattern);
}

/** Why a search may not aim at such files. */
export function judgeInclude(actor: Actor, include: string, rule: SecretRule): Denial | undefined {
  if (!isKeptFromSecrets(actor)) return undefined;
  const reading = readPattern(include.replace(/^\//, ""));
  const names = reading.ok ? reading.alternatives : [include];
  const hits = names.flatMap((name) => rule(name.replaceAll(/\*+/g, "x")) ?? []);
  return hits[0] === undefined ? undefined : secretFile(include, hits[0]);
}

/** The files that a scope names in full. The user read their names in the plan, so its Worker may use them. */
export function openedBy(scope: readonly string[]): string[] {
  return scope.filter((pattern) => !/[*?[\]{}]|\/$/.test(pattern));
}

function secretFile(path: string, pattern: string): Denial {
  return deny(
    "SECRET_FILE",
    say(
      `${path} may hold secrets: it matches "${pattern}". Workers, Scouts and Librarians neither read nor write such files.`,
      `${path}은(는) "${pattern}"에 해당하여 비밀이 들어 있을 수 있습니다. Worker, Scout, Librarian은 이런 파일을 읽지도 쓰지도 않습니다.`,
    ),
    `Go on without it, and report what you need. Only the user can open it: with its full path in a Worker's scope, or with "!" before a pattern in \`secrets\` of their own ${USER_SETTINGS_FILE}.`,
  );
}
