import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { parsedJson } from "../../kit/json.ts";
import { LiveCalls } from "../core/live-calls.ts";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** What the file holds; undefined if there is none, or none of this form: nothing is known then. */
export async function readLiveCalls(file: string): Promise<LiveCalls | undefined> {
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ELOOP" || error.code === "ENXIO")
        return undefined;
      throw error;
    },
  );
  if (!handle) return undefined;
  try {
    if (!(await handle.stat()).isFile()) return undefined;
    return LiveCalls.safeParse(parsedJson(await handle.readFile("utf8"))).data;
  } finally {
    await handle.close();
  }
}
