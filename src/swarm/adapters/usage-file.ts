import { constants } from "node:fs";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { inTurnQueue } from "../../kit/in-turn.ts";
import { parsedJson } from "../../kit/json.ts";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "../../kit/private-state.ts";
import { UsageLine } from "../core/usage.ts";
import type { UsageLog } from "../ports.ts";
import { USAGE_END } from "./journal-reader.ts";

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;

/** The path of the figures beside a run's journal in `folder`. */
export function usagePath(folder: string, runId: string): string {
  return join(folder, `${runId}${USAGE_END}`);
}

/** Lines of figures beside the journals in `folder`. They are not synced: a crash may cost the last ones. */
export function usageFile(folder: string): UsageLog {
  const inTurn = inTurnQueue();
  /** Files whose last line is known to be whole; any other may end in half a line of a write that was cut off. */
  const whole = new Set<string>();
  const write = async (file: string, line: UsageLine): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    const handle = await open(file, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, PRIVATE_FILE);
    const start = whole.has(file) ? "" : "\n";
    whole.delete(file);
    try {
      await handle.appendFile(`${start}${JSON.stringify(line)}\n`);
    } finally {
      await handle.close();
    }
    whole.add(file);
  };
  return { append: (runId, line) => inTurn(() => write(usagePath(folder, runId), line)) };
}

/** Figures of a run. `unreadable`: lines that hold none, as a write that was cut off leaves. */
export interface ReadUsage {
  readonly lines: readonly UsageLine[];
  readonly unreadable: number;
}

/** The figures beside a run's journal; undefined if there is no file: nothing was recorded. */
export async function readUsage(folder: string, runId: string): Promise<ReadUsage | undefined> {
  const text = await readFile(usagePath(folder, runId), "utf8").catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    },
  );
  if (text === undefined) return undefined;
  const rows = text.split("\n").filter((line) => line !== "");
  const lines = rows.flatMap((row) => UsageLine.safeParse(parsedJson(row)).data ?? []);
  return { lines, unreadable: rows.length - lines.length };
}
