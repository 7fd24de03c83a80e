import { randomUUID } from "node:crypto";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { z } from "zod";
import { parsedJson } from "../../kit/json.ts";
import { PRIVATE_FILE } from "../../kit/private-state.ts";
import { statePaths } from "../../kit/state-paths.ts";

const Request = z.object({
  v: z.literal(1),
  id: z.string(),
  runId: z.string(),
  /** Process that drives the run; no other process may take the request. */
  to: z.number(),
  /** Process of the command that asks. */
  from: z.number(),
});
/** The user's request to the process that drives a run: a journal has one writer. */
export type AbortRequest = z.infer<typeof Request>;

const Refusal = z.object({
  id: z.string(),
  ...{ why: z.string(), next: z.string() },
  /** The same in Korean; absent from an OpenCode that runs an older version. */
  ko: z.object({ why: z.string(), next: z.string() }).optional(),
});
export type AbortRefusal = z.infer<typeof Refusal>;

export async function askForAbort(
  top: string,
  { runId, to }: Pick<AbortRequest, "runId" | "to">,
): Promise<AbortRequest> {
  const request = { v: 1, id: randomUUID(), runId, to, from: process.pid } as const;
  await writeWhole(statePaths(top).abortRequest, request);
  return request;
}

/** A request as it was found. */
export interface PendingAbort extends AbortRequest {
  /** When the file last changed, in epoch milliseconds: no program can set this time. */
  readonly changedAt: number;
}

export async function pendingAbort(top: string): Promise<PendingAbort | undefined> {
  const file = statePaths(top).abortRequest;
  const request = Request.safeParse(await read(file)).data;
  const found = request && (await stat(file).catch(() => undefined));
  return request && found && { ...request, changedAt: found.ctimeMs };
}

/** Removes the request; false if it was no longer there, or another one was. */
export async function takeAbort(top: string, { id }: AbortRequest): Promise<boolean> {
  if ((await pendingAbort(top))?.id !== id) return false;
  await rm(statePaths(top).abortRequest, { force: true });
  return true;
}

export async function refuseAbort(top: string, refusal: AbortRefusal): Promise<void> {
  await writeWhole(statePaths(top).abortRefusal, refusal);
}

/** Reads and removes the refusal of this request; undefined if it was not refused. */
export async function takeRefusal(
  top: string,
  { id }: AbortRequest,
): Promise<AbortRefusal | undefined> {
  const file = statePaths(top).abortRefusal;
  const refusal = Refusal.safeParse(await read(file)).data;
  if (refusal?.id !== id) return undefined;
  await rm(file, { force: true });
  return refusal;
}

async function read(file: string): Promise<unknown> {
  try {
    return parsedJson(await readFile(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** A reader sees the whole file or none. */
async function writeWhole(file: string, content: unknown): Promise<void> {
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, JSON.stringify(content), { flush: true, mode: PRIVATE_FILE });
  await rename(fresh, file);
}
