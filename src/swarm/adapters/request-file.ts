import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { link, open, rename, rm, writeFile } from "node:fs/promises";
import { z } from "zod";
import { parsedJson } from "../../kit/json.ts";
import { PRIVATE_FILE } from "../../kit/private-state.ts";
import { isRunning, processStat } from "../../kit/process/process-stat.ts";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
/** No request and no answer is longer; an answer may hold a whole plan. */
const MOST_BYTES = 8 * 1024 * 1024;

/** What every request of the user to the process that drives a run says: a journal has one writer. */
export const Request = z.object({
  v: z.literal(1),
  id: z.string(),
  runId: z.string(),
  /** Process that the lease names; no other process may take the request. */
  to: z.number(),
  /** Process of the command that asks. */
  from: z.number(),
});
export type Request = z.infer<typeof Request>;

/** A request as it was found. */
export type Pending<R extends Request = Request> = R & {
  /** When the file last changed, in epoch milliseconds: no program can set this time. */
  readonly changedAt: number;
};

/** A fresh request of this process. */
export function requestOf({ runId, to }: Pick<Request, "runId" | "to">): Request {
  return { v: 1, id: randomUUID(), runId, to, from: process.pid };
}

/** The request that waits in this file; a text of another form is none. */
export async function pendingIn<R extends Request>(
  file: string,
  form: z.ZodType<R>,
): Promise<Pending<R> | undefined> {
  const found = await readWhole(file);
  const request = form.safeParse(found?.content).data;
  return request && found && { ...request, changedAt: found.changedAt };
}

/**
 * Puts the request where no other one waits; false if one does. What an ended command, or one that asked an ended
 * driver, has left there goes first.
 */
export async function putAlone(file: string, request: Request): Promise<boolean> {
  if (await linkWhole(file, request)) return true;
  const there = await readWhole(file);
  // The driver has just taken it: the next try finds the place free.
  if (!there) return false;
  const other = Request.safeParse(there.content).data;
  if (other && other.to === request.to && isThere(other.from)) return false;
  if (other) await takeFrom(file, other);
  else await rm(file, { force: true });
  return linkWhole(file, request);
}

/** True while the process runs, as far as the system shows it. */
export function isThere(pid: number): boolean {
  return isRunning(pid, processStat(pid)?.started ?? "");
}

/** Removes the request; false if it was no longer there, or another one was. */
export async function takeFrom(file: string, { id }: Pick<Request, "id">): Promise<boolean> {
  if ((await pendingIn(file, Request))?.id !== id) return false;
  await rm(file, { force: true });
  return true;
}

/** Reads and removes the answer to this request; undefined if there is none yet. */
export async function takeAnswer<A extends { id: string }>(
  file: string,
  form: z.ZodType<A>,
  { id }: Pick<Request, "id">,
): Promise<A | undefined> {
  const answer = form.safeParse((await readWhole(file))?.content).data;
  if (answer?.id !== id) return undefined;
  await rm(file, { force: true });
  return answer;
}

/** A reader sees the whole file or none. */
export async function writeWhole(file: string, content: unknown): Promise<void> {
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, JSON.stringify(content), { flush: true, mode: PRIVATE_FILE });
  await rename(fresh, file);
}

/** Writes the whole file if there is none; false if there is one. */
async function linkWhole(file: string, content: unknown): Promise<boolean> {
  const fresh = `${file}.${randomUUID()}`;
  try {
    await writeFile(fresh, JSON.stringify(content), { flush: true, mode: PRIVATE_FILE });
    await link(fresh, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    await rm(fresh, { force: true });
  }
}

/** `content`: undefined if it is no JSON. */
interface Found {
  readonly content: unknown;
  readonly changedAt: number;
}

/** Undefined if nothing is there. A pipe would keep us waiting, and a link leads to a file that is none of ours. */
async function readWhole(file: string): Promise<Found | undefined> {
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      // A link, and a socket.
      if (error.code === "ELOOP" || error.code === "ENXIO") return "other" as const;
      throw error;
    },
  );
  if (!handle) return undefined;
  if (handle === "other") return { content: undefined, changedAt: 0 };
  try {
    const stats = await handle.stat();
    const isOurs = stats.isFile() && stats.size <= MOST_BYTES;
    const content = isOurs ? parsedJson(await handle.readFile("utf8")) : undefined;
    return { content, changedAt: stats.ctimeMs };
  } finally {
    await handle.close();
  }
}
