import { randomUUID } from "node:crypto";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { z } from "zod";
import { parsedJson } from "../../kit/json.ts";
import { PRIVATE_FILE } from "../../kit/private-state.ts";

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
  const request = form.safeParse(await readWhole(file)).data;
  const found = request && (await stat(file).catch(() => undefined));
  return request && found && { ...request, changedAt: found.ctimeMs };
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
  const answer = form.safeParse(await readWhole(file)).data;
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

async function readWhole(file: string): Promise<unknown> {
  try {
    return parsedJson(await readFile(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
