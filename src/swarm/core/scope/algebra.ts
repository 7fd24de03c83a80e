import { type Automaton, accepts, buildAutomaton } from "./automaton.ts";
import { CASE_INSENSITIVE, CASE_SENSITIVE } from "./case-fold.ts";
import { codePoint } from "./char-set.ts";
import { isRelativePath } from "./path-shape.ts";
import { readPattern, refusedPattern } from "./pattern.ts";
import { commonPath } from "./product.ts";

export type ScopeOptions = { readonly caseInsensitive?: boolean };
/** A path that both scopes would own, with the two patterns that match the path, as they were given. */
export type ScopeOverlap = { a: string; b: string; witness: string };
/** A scope prepared for many `covers` calls. */
export type CompiledScope = {
  readonly caseInsensitive: boolean;
  readonly patterns: readonly { readonly source: string; readonly automaton: Automaton }[];
};

/** Compiles each pattern once. Throws on a pattern that `parsePattern` refuses. */
export function compileScope(
  patterns: readonly string[],
  { caseInsensitive = false }: ScopeOptions = {},
): CompiledScope {
  const rule = caseInsensitive ? CASE_INSENSITIVE : CASE_SENSITIVE;
  return {
    caseInsensitive,
    patterns: patterns.map((source) => {
      const reading = readPattern(source);
      if (!reading.ok) throw refusedPattern({ pattern: source, problem: reading.problem });
      return { source, automaton: buildAutomaton(reading.alternatives, rule) };
    }),
  };
}

/**
 * Whether the scope owns `path`, a relative POSIX path in any Unicode normal form. Dotfiles are ordinary files.
 * `dir/**` owns everything below `dir`, and `dir` itself. No scope owns a path that is absolute or has empty,
 * `.` or `..` segments. `options` override the options of a compiled scope.
 */
export function covers(
  scope: readonly string[] | CompiledScope,
  path: string,
  options?: ScopeOptions,
): boolean {
  const { patterns, caseInsensitive } = compiled(scope, options);
  const { fold } = caseInsensitive ? CASE_INSENSITIVE : CASE_SENSITIVE;
  const points = Array.from(path.normalize("NFC"), (char) => fold(codePoint(char)));
  return isRelativePath(points) && patterns.some(({ automaton }) => accepts(automaton, points));
}

/** The paths that the scope does not cover, in the given order and spelling. */
export function outside(
  scope: readonly string[] | CompiledScope,
  paths: readonly string[],
  options?: ScopeOptions,
): string[] {
  const ready = compiled(scope, options);
  return paths.filter((path) => !covers(ready, path));
}

/**
 * The first pair of patterns that share a path, with a shortest such path (folded if case-insensitive);
 * `undefined` if the scopes are disjoint. The answer is exact for the paths that `covers` accepts.
 */
export function overlap(
  a: readonly string[] | CompiledScope,
  b: readonly string[] | CompiledScope,
  options?: ScopeOptions,
): ScopeOverlap | undefined {
  const caseInsensitive = options?.caseInsensitive ?? [a, b].some(ignoresCase);
  const { fold } = caseInsensitive ? CASE_INSENSITIVE : CASE_SENSITIVE;
  const right = compiled(b, { caseInsensitive }).patterns;
  for (const one of compiled(a, { caseInsensitive }).patterns) {
    for (const other of right) {
      const isFolded = (point: number): boolean => fold(point) === point;
      const witness = commonPath(one.automaton, other.automaton, isFolded);
      if (witness !== undefined) return { a: one.source, b: other.source, witness };
    }
  }
  return undefined;
}

function compiled(
  scope: readonly string[] | CompiledScope,
  options: ScopeOptions | undefined,
): CompiledScope {
  if (!("patterns" in scope)) return compileScope(scope, options);
  const wanted = options?.caseInsensitive ?? scope.caseInsensitive;
  if (wanted === scope.caseInsensitive) return scope;
  return compileScope(
    scope.patterns.map(({ source }) => source),
    { caseInsensitive: wanted },
  );
}

function ignoresCase(scope: readonly string[] | CompiledScope): boolean {
  return "patterns" in scope && scope.caseInsensitive;
}
