const SLASH = 0x2f;
const DOT = 0x2e;

/**
 * Position of a path within its current segment. A segment may end only in `name`: this rules out
 * empty segments, `.` and `..`, and with them absolute paths and escapes.
 */
export type Shape = "start" | "dot" | "dots" | "name";

/** All shapes, in the order product automata number them. */
export const SHAPES: readonly Shape[] = ["start", "dot", "dots", "name"];

/** The shape after one more code point; `undefined` if no relative path goes on like this. */
export function nextShape(shape: Shape, point: number): Shape | undefined {
  if (point === SLASH) return shape === "name" ? "start" : undefined;
  if (point !== DOT) return "name";
  if (shape === "start") return "dot";
  return shape === "dot" ? "dots" : "name";
}

/** Whether the code points are a relative POSIX path without `.`, `..` or empty segments. */
export function isRelativePath(points: readonly number[]): boolean {
  let shape: Shape | undefined = "start";
  for (const point of points) {
    shape = nextShape(shape, point);
    if (shape === undefined) return false;
  }
  return shape === "name";
}
