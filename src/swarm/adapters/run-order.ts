import { open } from "node:fs/promises";
import { readLine } from "./journal-line.ts";

/** A journal's place among the runs of a project. */
export interface RunPlace {
  readonly id: string;
  /** `RUN_STARTED.order`; 0 for a run of a version that did not count; undefined if the first line is unreadable. */
  readonly order: number | undefined;
}

/** Ids as `newRunId` makes them: a time and six hex digits. */
const OURS = /^\d{8}T\d{9}-[0-9a-f]{6}$/;

/**
 * The ids of the runs, the newest last. The journals' own numbers decide, because a clock may be set back and any file
 * may get a later name. A file that does not begin with its own run is no journal, unless its name is one of ours: then
 * it is damaged. A damaged journal counts as the newest if no readable name comes later, so that a start reports it.
 */
export function inOrder(places: readonly RunPlace[]): string[] {
  const known = places.flatMap(({ id, order }) => (order === undefined ? [] : [{ id, order }]));
  const byOrder = known.toSorted((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
  const damaged = places.filter(({ id, order }) => order === undefined && OURS.test(id));
  const ids = damaged.map(({ id }) => id).toSorted();
  const isLater = (id: string) => known.every((other) => other.id < id);
  return [
    ...ids.filter((id) => !isLater(id)),
    ...byOrder.map(({ id }) => id),
    ...ids.filter(isLater),
  ];
}

/** Reads the first line of a journal. */
export async function placeOf(file: string, id: string): Promise<RunPlace> {
  const read = readLine(await firstLine(file), "");
  if ("fault" in read) return { id, order: undefined };
  const { event } = read.record;
  if (event.type !== "RUN_STARTED" || event.runId !== id) return { id, order: undefined };
  return { id, order: event.order ?? 0 };
}

async function firstLine(file: string): Promise<string> {
  const handle = await open(file, "r");
  try {
    for await (const line of handle.readLines()) return line;
    return "";
  } finally {
    await handle.close();
  }
}
