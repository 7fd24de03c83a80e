import { parsedJson } from "../../kit/json.ts";
import { readPlainFile } from "../../kit/plain-file.ts";
import { LiveCalls } from "../core/live-calls.ts";

/** Far more than the calls of the largest swarm. */
const MOST_BYTES = 1024 * 1024;

/** What the file holds; undefined if there is none, or none of this form: nothing is known then. */
export async function readLiveCalls(file: string): Promise<LiveCalls | undefined> {
  const found = await readPlainFile(file, MOST_BYTES);
  return found?.is === "plain" ? LiveCalls.safeParse(parsedJson(found.text)).data : undefined;
}
