import { editDistance } from "../../../kit/edit-distance.ts";

/** The letters of a name, by which `dependsOn`, `depends-on` and `DEPENDS_ON` are one. */
export function letters(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, "");
}

/** The names that a wrong name may have meant, best first; all that are equally near. */
export function near(wrong: string, names: readonly string[]): string[] {
  const ranked = names.map((name) => ({ name, rank: distance(letters(wrong), letters(name)) }));
  const best = Math.min(...ranked.map(({ rank }) => rank));
  return best > FARTHEST ? [] : ranked.flatMap(({ name, rank }) => (rank === best ? [name] : []));
}

/** Two slips of the pen: more of them make another word. */
const FARTHEST = 2;

/** How far two names are apart. A name inside the other one, such as `name` in `worker_name`, is one step away. */
function distance(a: string, b: string): number {
  if (a === b) return 0;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length > 1 && (long.startsWith(short) || long.endsWith(short))) return 1;
  return short.length > FARTHEST + 1 ? editDistance(a, b) : Number.POSITIVE_INFINITY;
}
