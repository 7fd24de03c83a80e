import { randomUUID } from "node:crypto";
import { renameSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { inTurnQueue } from "../../kit/in-turn.ts";
import { PRIVATE_FILE } from "../../kit/private-state.ts";
import type { LiveCalls } from "../core/live-calls.ts";
import type { LiveCallsFile } from "../ports.ts";

/** Nothing is written unless this process holds the lease. Not synced: what an ended process did is of no interest. */
export function liveCallsFile(file: string, isHeld: () => boolean): LiveCallsFile {
  const inTurn = inTurnQueue();
  const write = async (calls: LiveCalls): Promise<void> => {
    const fresh = `${file}.${randomUUID()}`;
    try {
      await writeFile(fresh, JSON.stringify(calls), { mode: PRIVATE_FILE, flag: "wx" });
      // In one step with the look: what the lease has taken away with it does not come back.
      if (isHeld()) renameSync(fresh, file);
    } finally {
      await rm(fresh, { force: true });
    }
  };
  return { write: (calls) => inTurn(() => write(calls)) };
}
