import type { Automaton, State } from "./automaton.ts";
import { commonPoints } from "./char-set.ts";
import { nextShape, SHAPES, type Shape } from "./path-shape.ts";

type Node = {
  readonly a: number;
  readonly b: number;
  readonly shape: Shape;
  readonly point: number;
  readonly parent: Node | undefined;
};

/**
 * The shortest relative path that both automata accept; `undefined` if there is none. A breadth-first search
 * over pairs of states gives an exact answer. It prefers a path below a directory to the directory itself.
 * `accept` says which code points a path may contain.
 */
export function commonPath(
  a: Automaton,
  b: Automaton,
  accept: (point: number) => boolean,
): string | undefined {
  const queue: Node[] = [];
  const seen = new Set<number>();
  const visit = (node: Node): void => {
    const pair = node.a * b.states.length + node.b;
    const key = pair * SHAPES.length + SHAPES.indexOf(node.shape);
    if (seen.has(key)) return;
    seen.add(key);
    queue.push(node);
  };
  for (const startA of a.starts) {
    for (const startB of b.starts) {
      visit({ a: startA, b: startB, shape: "start", point: 0, parent: undefined });
    }
  }
  let directory: Node | undefined;
  for (const node of queue) {
    const found = acceptance(node, a.states[node.a], b.states[node.b]);
    if (found === "yes") return spell(node);
    if (found === "self") directory ??= node;
    for (const next of successors(node, a.states[node.a], b.states[node.b], accept)) visit(next);
  }
  return directory && spell(directory);
}

function acceptance(node: Node, a?: State, b?: State): State["accepts"] {
  if (node.shape !== "name" || a === undefined || b === undefined) return "no";
  if (a.accepts === "no" || b.accepts === "no") return "no";
  return a.accepts === "yes" && b.accepts === "yes" ? "yes" : "self";
}

function* successors(
  node: Node,
  a: State | undefined,
  b: State | undefined,
  accept: (point: number) => boolean,
): Generator<Node> {
  for (const edgeA of a?.edges ?? []) {
    for (const edgeB of b?.edges ?? []) {
      for (const point of commonPoints(edgeA.on, edgeB.on, accept)) {
        const shape = nextShape(node.shape, point);
        if (shape !== undefined) yield { a: edgeA.to, b: edgeB.to, shape, point, parent: node };
      }
    }
  }
}

function spell(last: Node): string {
  const points: number[] = [];
  for (let node: Node = last; node.parent !== undefined; node = node.parent) {
    points.push(node.point);
  }
  return String.fromCodePoint(...points.reverse());
}
