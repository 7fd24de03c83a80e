import { randomUUID } from "node:crypto";
import { lstat, readdir, rename, rm, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { parsedJson } from "../../kit/json.ts";
import { readPlainFile } from "../../kit/plain-file.ts";
import { PRIVATE_FILE } from "../../kit/private-state.ts";
import { isRunning, processStat } from "../../kit/process/process-stat.ts";
import { requestFile } from "../../kit/state-paths.ts";

/** No request and no answer is longer; an answer may hold a whole plan. */
const MOST_BYTES = 8 * 1024 * 1024;
/** A command that was killed or given up leaves its files; nobody reads them after this time. */
const KEPT_MS = 24 * 3600 * 1000;

/** What every request of the user to the process that drives a run says: a journal has one writer. */
export const Request = z.object({
  v: z.literal(1),
  /** Names the files of the request. */
  id: z.string().regex(/^[\w-]{1,64}$/),
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

/** The oldest request to this process; a text of another form is none. */
export async function pendingAt<R extends Request>(
  beginning: string,
  form: z.ZodType<R>,
  to: number,
): Promise<Pending<R> | undefined> {
  const found: Pending<R>[] = [];
  for (const file of await filesAt(beginning)) {
    const { content, changedAt } = (await readWhole(file)) ?? {};
    const request = form.safeParse(content).data;
    if (!request || changedAt === undefined || request.to !== to) continue;
    // Another name would have it carried out without end: it is removed by its id.
    if (requestFile(beginning, request.id) === file) found.push({ ...request, changedAt });
  }
  return found.sort((a, b) => a.changedAt - b.changedAt)[0];
}

/** Puts the request beside those of other commands, and clears what commands left behind long ago. */
export async function putRequest(
  { requests, answers }: { requests: string; answers: string },
  request: Request,
): Promise<void> {
  for (const file of [...(await allAt(requests)), ...(await allAt(answers))])
    if (Date.now() - (await changeOf(file)) > KEPT_MS)
      await rm(file, { force: true, recursive: true });
  await writeWhole(requestFile(requests, request.id), request);
}

/** True while the process runs, as far as the system shows it. */
export function isThere(pid: number): boolean {
  return isRunning(pid, processStat(pid)?.started ?? "");
}

/** Removes the request; false if it was no longer there. */
export async function takeFrom(beginning: string, { id }: Pick<Request, "id">): Promise<boolean> {
  try {
    await unlink(requestFile(beginning, id));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return false;
  }
}

export function putAnswer(beginning: string, answer: { id: string }): Promise<void> {
  return writeWhole(requestFile(beginning, answer.id), answer);
}

/** Reads and removes the answer to this request; undefined if there is none yet. */
export async function takeAnswer<A extends { id: string }>(
  beginning: string,
  form: z.ZodType<A>,
  { id }: Pick<Request, "id">,
): Promise<A | undefined> {
  const file = requestFile(beginning, id);
  const answer = form.safeParse((await readWhole(file))?.content).data;
  if (answer?.id !== id) return undefined;
  await rm(file, { force: true });
  return answer;
}

/** The whole files of requests or answers. */
async function filesAt(beginning: string): Promise<string[]> {
  return (await allAt(beginning)).filter((file) => file.endsWith(".json"));
}

/** The same with those that are being written. */
async function allAt(beginning: string): Promise<string[]> {
  const folder = dirname(beginning);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [] as string[];
    throw error;
  });
  return names.filter((name) => name.startsWith(basename(beginning))).map((n) => join(folder, n));
}

/** In epoch milliseconds; of a file that has just gone, now. */
async function changeOf(file: string): Promise<number> {
  const stats = await lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return stats?.mtimeMs ?? Date.now();
}

/** A reader sees the whole file or none. */
async function writeWhole(file: string, content: unknown): Promise<void> {
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, JSON.stringify(content), { flush: true, mode: PRIVATE_FILE });
  await rename(fresh, file);
}

/** `content`: undefined if it is no JSON. */
interface Found {
  readonly content: unknown;
  readonly changedAt: number;
}

/** Undefined if nothing is there. */
async function readWhole(file: string): Promise<Found | undefined> {
  const found = await readPlainFile(file, MOST_BYTES);
  if (!found) return undefined;
  const content = found.is === "plain" ? parsedJson(found.text) : undefined;
  return { content, changedAt: found.changedAt };
}
