import { s } from "hastscript";
import type { Element } from "./element.ts";
import type { AttemptEnd } from "./timeline.ts";

/** A triangle that stands on its tip, from its left corner. */
export const TRIANGLE = "h8l-4 7z";

/** Fillings that differ without colour: hatched, dotted, striped. */
export function patterns(): Element[] {
  const size = { width: 6, height: 6, patternUnits: "userSpaceOnUse" };
  const lines = (d: string, name: string) => s("path", { d, className: ["ink", name] });
  const ground = s("rect", { width: 6, height: 6, className: ["ground"] });
  return [
    s("pattern", { id: "fill-queued", ...size }, [
      ground,
      lines("M-1 1l2-2M0 6l6-6M5 7l2-2", "queued"),
    ]),
    s("pattern", { id: "fill-paused", ...size }, [
      ground,
      s("circle", { cx: 3, cy: 3, r: 1.6, className: ["dot"] }),
    ]),
    s("pattern", { id: "fill-self-qa", ...size }, [ground, lines("M1 0v6M4 0v6", "self-qa")]),
  ];
}

/** One path for all marks of a row, each position once. */
export function marksPath(positions: readonly number[], y: number, shape: string): string {
  const half = shape === TRIANGLE ? 4 : 0;
  return [...new Set(positions)].map((x) => `M${x - half} ${y}${shape}`).join("");
}

/** Each end has a shape of its own: tick, cross, square, bar, arrow, line, dots. */
const SHAPES: Record<AttemptEnd, string> = {
  completed: "M-4 0l3 3l5-6",
  failed: "M-3.5-3.5l7 7M3.5-3.5l-7 7",
  stopped: "M-3-3h6v6h-6z",
  cancelled: "M-4 0h8",
  replanned: "M-4 0h7M0-3l3 3l-3 3",
  cut: "M0-5v10",
  open: "M-4 0h.5M0 0h.5M4 0h.5",
};

export function endMark(end: AttemptEnd, x: number, y: number, title: string): Element {
  return s("g", { transform: `translate(${x} ${y})`, className: ["end", end] }, [
    s("title", title),
    s("circle", { r: 8 }),
    s("path", { d: SHAPES[end] }),
  ]);
}
