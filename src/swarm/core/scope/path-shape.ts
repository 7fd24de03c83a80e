const SLASH = 0x2f;
const DOT = 0x2e;

/**
 * The position of a path within its current segment. A segment may end only in `name`, which rules out empty
 * segments, `.` and `..`, and therefore absolute paths and escapes.
 */
export type Shape = "start" | "dot" | "dots" | "name";

/** All shapes, in the order in which the search for a common path numbers them. */
export const SHAPES: readonly Shape[] = ["start", "dot", "dots", "name"];

/** The shape after one more code point; `undefined` if no relative path can continue with this point. */
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
