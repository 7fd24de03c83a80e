import { runningLimit } from "../../kit/running-limit.ts";
import type { Answer, Failure } from "../core/server-facts.ts";
import { failureOf } from "./failure.ts";

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
 * Makes one request and lets `read` take the response within the same limit; `over` aborts at the end of the limit.
 * Never throws. Does not follow redirects: in a closed network the user judges the target of a redirect.
 */
export async function ask<T>(
  { url, apiKey, body, limitMs, signal }: Ask,
  read: (response: Response, over: AbortSignal) => Promise<T>,
): Promise<Received<T>> {
  const headers = headersFor(apiKey, body !== undefined);
  if (headers === undefined) {
    return { type: "failure", failure: { kind: "bad-key", detail: "", limitMs } };
  }
  const limit = runningLimit(limitMs);
  const over = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
  try {
    const response = await fetch(url, {
      method: body ? "POST" : "GET",
      headers,
      body: body ? JSON.stringify(body) : null,
      redirect: "manual",
      signal: over,
    });
    return { type: "received", value: await read(response, over) };
  } catch (error) {
    return { type: "failure", failure: failureOf(error, limitMs, signal?.aborted === true) };
  } finally {
    limit.clear();
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
