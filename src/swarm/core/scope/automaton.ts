import type { CaseRule } from "./case-fold.ts";
import {
  type CharSet,
  codePoint,
  has,
  NOT_SLASH,
  negate,
  SLASH_ONLY,
  singleton,
} from "./char-set.ts";
import { type Token, tokenise } from "./tokens.ts";

type Edge = { readonly on: CharSet; readonly to: number };
/** How a state accepts. `self`: the directory of `dir/**` itself, which also matches but is a poorer example. */
type Acceptance = "no" | "self" | "yes";
/** A nondeterministic automaton over code points, without empty moves. */
export type Automaton = { readonly starts: readonly number[]; readonly states: readonly State[] };
export type State = { readonly edges: readonly Edge[]; readonly accepts: Acceptance };

type Draft = { edges: Edge[]; accepts: Acceptance }[];

/** One automaton for a pattern, from its alternatives in normal form. */
export function buildAutomaton(alternatives: readonly string[], rule: CaseRule): Automaton {
  const states: Draft = [];
  const starts = alternatives.map((alternative) => {
    const start = addState(states);
    addPath(states, start, alternative.split("/"), rule);
    return start;
  });
  return { starts, states };
}

/** Whether the automaton accepts the (folded) code points. Does not check the path's shape. */
export function accepts(automaton: Automaton, points: readonly number[]): boolean {
  let current = new Set(automaton.starts);
  for (const point of points) {
    const next = new Set<number>();
    for (const state of current) {
      for (const { on, to } of automaton.states[state]?.edges ?? []) {
        if (has(on, point)) next.add(to);
      }
    }
    if (next.size === 0) return false;
    current = next;
  }
  return [...current].some((state) => automaton.states[state]?.accepts !== "no");
}

function addPath(states: Draft, start: number, segments: readonly string[], rule: CaseRule): void {
  let at = start;
  segments.forEach((segment, n) => {
    const isLast = n === segments.length - 1;
    if (segment === "**") {
      // Any number of `segment/`, always back to `at`, where the rest of the pattern starts.
      const inside = connect(states, at, NOT_SLASH);
      connect(states, inside, NOT_SLASH, inside);
      connect(states, inside, SLASH_ONLY, at);
      if (isLast) accept(states, inside, "yes");
      return;
    }
    at = addSegment(states, at, segment, rule);
    if (isLast) {
      accept(states, at, "yes");
      return;
    }
    if (n === segments.length - 2 && segments[n + 1] === "**") accept(states, at, "self");
    at = connect(states, at, SLASH_ONLY);
  });
}

function addSegment(states: Draft, from: number, segment: string, rule: CaseRule): number {
  const read = tokenise(segment);
  if (!read.ok) throw new Error(`Segment ${JSON.stringify(segment)} is not in normal form`);
  return read.tokens.reduce((at, token) => addToken(states, at, token, rule), from);
}

function addToken(states: Draft, at: number, token: Token, rule: CaseRule): number {
  switch (token.kind) {
    case "star":
      return connect(states, at, NOT_SLASH, at);
    case "any":
      return connect(states, at, NOT_SLASH);
    case "char":
      return connect(states, at, singleton(rule.fold(codePoint(token.text))));
    case "bracket": {
      const members = rule.foldSet(token.ranges);
      const end = connect(states, at, token.negated ? negate(members) : members);
      const spelling = Array.from(token.text, (char) => singleton(rule.fold(codePoint(char))));
      const beforeLast = spelling.slice(0, -1).reduce((from, on) => connect(states, from, on), at);
      return connect(states, beforeLast, spelling.at(-1) ?? [], end);
    }
  }
}

function addState(states: Draft): number {
  return states.push({ edges: [], accepts: "no" }) - 1;
}

function connect(states: Draft, from: number, on: CharSet, to = addState(states)): number {
  states[from]?.edges.push({ on, to });
  return to;
}

function accept(states: Draft, at: number, how: Acceptance): void {
  const state = states[at];
  if (state !== undefined) state.accepts = how;
}
