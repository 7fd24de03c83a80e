import { setImmediate as turn } from "node:timers/promises";
import { runningLimit } from "../../kit/running-limit.ts";
import type { Answer, Failure } from "../core/server-facts.ts";
import { failureOf, isClosed, isUnconnected } from "./failure.ts";

/** Far above every answer that doctor requests; a larger answer comes from another program. */
const MOST_BYTES = 1_048_576;

export interface Ask {
  readonly url: string;
  readonly apiKey?: string | undefined;
  /** Sent as JSON by POST; without a body the request is a GET. */
  readonly body?: object;
  /** Limit of the whole request: connection, head and body. */
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

export type Received<T> =
  | { readonly type: "received"; readonly value: T }
  | { readonly type: "failure"; readonly failure: Failure };

/**
 * Makes one request and lets `read` take the response within the same limit; `over` aborts at the end of the limit, and
 * `elapsed` gives the milliseconds of the limit that are used up. Never throws. Does not follow redirects: in a closed network the user judges the target of a redirect.
 */
export async function ask<T>(
  { url, apiKey, body, limitMs, signal }: Ask,
  read: (response: Response, over: AbortSignal, elapsed: () => number) => Promise<T>,
): Promise<Received<T>> {
  const headers = headersFor(apiKey, body !== undefined);
  if (headers === undefined) {
    return { type: "failure", failure: { kind: "bad-key", detail: "", limitMs } };
  }
  const limit = runningLimit(limitMs);
  const over = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
  try {
    const response = await connected(over, () =>
      fetch(url, {
        method: body ? "POST" : "GET",
        headers,
        body: body ? JSON.stringify(body) : null,
        redirect: "manual",
        signal: over,
      }),
    );
    return { type: "received", value: await read(response, over, limit.elapsed) };
  } catch (error) {
    return { type: "failure", failure: failureOf(error, limitMs, signal?.aborted === true) };
  } finally {
    limit.clear();
  }
}

/**
 * Sends the request again if no server has taken it: Node's fetch gives a connection 10 s of the wall clock. Once also if
 * the connection was closed: a server closes idle connections after seconds, and a slow machine would send its next
 * request into one; after a turn Node knows of those that have been closed.
 */
async function connected(over: AbortSignal, send: () => Promise<Response>): Promise<Response> {
  for (let closed = 0; ; ) {
    try {
      await turn();
      return await send();
    } catch (error) {
      if (isClosed(error)) closed += 1;
      if (over.aborted || closed > 1 || !(isClosed(error) || isUnconnected(error))) throw error;
    }
  }
}

/** The whole answer; a body above 1 MiB is cut. */
export async function readAnswer(response: Response): Promise<Answer> {
  const location = response.headers.get("location");
  return {
    status: response.status,
    contentType: response.headers.get("content-type") ?? "",
    text: await textOf(response),
    ...(location === null ? {} : { location }),
  };
}

async function textOf(response: Response): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  // Leaving the loop early cancels the body.
  for await (const bytes of response.body) {
    size += bytes.byteLength;
    text += decoder.decode(bytes, { stream: true });
    if (size >= MOST_BYTES) return text;
  }
  return text + decoder.decode();
}

/** Undefined if the key cannot be sent: fetch's own error would print the key. */
function headersFor(apiKey: string | undefined, json: boolean): Headers | undefined {
  const headers = new Headers(json ? { "content-type": "application/json" } : {});
  try {
    if (apiKey !== undefined) headers.set("authorization", `Bearer ${apiKey}`);
    return headers;
  } catch {
    return undefined;
  }
}
