import { stat } from "node:fs/promises";
import { statePaths } from "../../kit/state-paths.ts";
import { journalPath, runIds, viewNewestRun } from "../../swarm/adapters/journal-reader.ts";
import type { EventType, RunRecord } from "../../swarm/core/run/events.ts";
import { replay } from "../../swarm/core/run/evolve.ts";
import { INITIAL, type RunState } from "../../swarm/core/run/state.ts";

/** Follows the newest journal of a repository and counts what it has ever seen, also in a journal cut later. */
export class JournalWatch {
  readonly #repository: string;
  #run = "";
  #size = -1;
  #records: RunRecord[] = [];
  readonly #counts = new Map<EventType, number>();
  #seen = 0;

  constructor(repository: string) {
    this.#repository = repository;
  }

  get state(): RunState {
    return this.#records.length > 0 ? replay(this.#records) : INITIAL;
  }

  count(type: EventType): number {
    return this.#counts.get(type) ?? 0;
  }

  /** Reads what is new; the new records, oldest first. */
  async look(): Promise<RunRecord[]> {
    const { runs } = statePaths(this.#repository);
    const newest = (await runIds(runs)).at(-1);
    if (newest === undefined) return [];
    if (newest !== this.#run) this.#seen = 0;
    const { size } = await stat(journalPath(runs, newest));
    if (size === this.#size && newest === this.#run) return [];
    const { records } = await viewNewestRun(this.#repository);
    this.#size = size;
    this.#run = newest;
    this.#records = records;
    // A torn line goes, and its number comes again.
    this.#seen = Math.min(this.#seen, records.length);
    const fresh = records.slice(this.#seen);
    this.#seen = records.length;
    for (const { event } of fresh) this.#counts.set(event.type, this.count(event.type) + 1);
    return fresh;
  }
}
