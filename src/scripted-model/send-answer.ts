import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { ChatRequest } from "./chat-request.ts";
import { type Completion, completionBody, streamChunks } from "./completion.ts";
import type { Gates } from "./gates.ts";
import { sendError, sendJson } from "./http-reply.ts";
import type { RecordedRequest } from "./request-log.ts";
import type { Fail, Step } from "./script.ts";

type Cut = NonNullable<Fail["cut"]>;

export interface ChatAnswer {
  readonly request: ChatRequest;
  readonly record: RecordedRequest;
  readonly answer: Step;
  readonly fail: Fail | undefined;
}

/**
 * Plays one answer: waits for its gate and delay, then fails as the script says, streams, or sends
 * one body. Sets the record's `status`, and `answered` after everything was sent.
 */
export async function sendAnswer(
  { request, record, answer, fail }: ChatAnswer,
  response: ServerResponse,
  gates: Gates,
  gone: AbortSignal,
): Promise<void> {
  if (answer.hold !== undefined) await gates.wait(answer.hold, gone);
  if (answer.delayMs !== undefined) await pause(answer.delayMs, gone);
  if (gone.aborted) return;
  if (fail?.error !== undefined) {
    const { status, message, headers } = fail.error;
    record.status = status;
    sendError(response, status, message, { headers });
    return;
  }
  if (fail?.cut === "before-headers") {
    response.destroy();
    return;
  }
  record.status = 200;
  const completion: Completion = {
    id: `chatcmpl-${record.id}`,
    model: request.model,
    created: Math.floor(record.time / 1000),
    answer,
    tokens: { prompt: record.promptTokens, cached: record.cachedTokens },
  };
  if (request.stream === true) {
    const usage = request.stream_options?.include_usage === true;
    await sendStream(streamChunks(completion, usage), answer, fail?.cut, response, gone);
  } else if (fail?.cut === undefined) {
    sendJson(response, 200, completionBody(completion));
  } else {
    await sendHalfBody(completionBody(completion), fail.cut, response, gone);
  }
  record.answered = fail === undefined && !gone.aborted;
}

async function sendStream(
  chunks: readonly object[],
  answer: Step,
  cut: Cut | undefined,
  response: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  const left = untilGone(gone);
  for (const chunk of chunks.slice(0, chunksBeforeCut(chunks, cut))) {
    if (gone.aborted) return;
    await flush(response, `data: ${JSON.stringify(chunk)}\n\n`, left);
    if (answer.chunkMs !== undefined) await pause(answer.chunkMs, gone);
  }
  if (cut === "stall") await untilGone(gone);
  else if (cut === "mid") response.destroy();
  else if (cut === "no-finish") response.end();
  else response.end("data: [DONE]\n\n");
}

/** `no-finish` drops the chunk with the finish reason and everything after it. */
function chunksBeforeCut(chunks: readonly object[], cut: Cut | undefined): number {
  if (cut === undefined) return chunks.length;
  if (cut === "no-finish") {
    return chunks.findIndex((chunk) => /"finish_reason":"/.test(JSON.stringify(chunk)));
  }
  return Math.ceil(chunks.length / 2);
}

async function sendHalfBody(
  body: object,
  cut: Cut,
  response: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  const text = JSON.stringify(body);
  response.writeHead(200, { "content-type": "application/json" });
  await flush(response, text.slice(0, text.length / 2), untilGone(gone));
  if (cut === "stall") await untilGone(gone);
  else response.destroy();
}

/** Waits until the text is sent: a socket destroyed at once would lose it. */
async function flush(response: ServerResponse, data: string, left: Promise<void>): Promise<void> {
  const sent = new Promise<void>((resolve) => response.write(data, () => resolve()));
  await Promise.race([sent, left]);
}

async function pause(milliseconds: number, gone: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal: gone }).catch(ignoreAbort);
}

async function untilGone(gone: AbortSignal): Promise<void> {
  if (!gone.aborted) await once(gone, "abort");
}

/** A client that leaves ends a wait; any other error is a bug and is rethrown. */
function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "AbortError") throw error;
}
