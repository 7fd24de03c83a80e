import { eventData } from "../../kit/server-sent-events.ts";
import type { BreakKind, Stream, StreamedCall } from "../core/server-facts.ts";
import { type CallDelta, type Chunk, type Delta, parseEvent } from "./chunk.ts";
import { failureOf } from "./failure.ts";

/**
 * Reads one streamed chat answer. `elapsed`: milliseconds since the request. Throws only if the time was up; other
 * failures are in the result.
 */
export async function readStream(
  response: Response,
  elapsed: () => number,
  over: AbortSignal,
): Promise<Stream> {
  const sum = new StreamSum(elapsed);
  const type = response.headers.get("content-type") ?? "";
  if (!/text\/event-stream/i.test(type) || response.body === null) {
    await response.body?.cancel();
    return sum.broken("not-a-stream", type);
  }
  try {
    for await (const data of eventData(response.body)) {
      if (data === "[DONE]") break;
      const event = parseEvent(data);
      if (event.type === "error") return sum.broken("error-event", data);
      if (event.type === "unknown") return sum.broken("bad-event", data);
      sum.add(event.chunk);
    }
  } catch (error) {
    if (isTimeUp(error, over)) throw error;
    return sum.broken("cut", error instanceof Error ? causeOf(error) : String(error));
  }
  return sum.whole();
}

/** Our own limit, or the one of Node's fetch between two pieces. */
function isTimeUp(error: unknown, over: AbortSignal): boolean {
  return over.aborted || failureOf(error, 0, false).kind === "timeout";
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** Joins the pieces of one answer. */
class StreamSum {
  readonly #elapsed: () => number;
  readonly #calls = new Map<number, StreamedCall>();
  #content = "";
  #finish: string | undefined;
  #firstTokenMs: number | undefined;
  #usage: Chunk["usage"];

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  add({ choices, usage }: Chunk): void {
    this.#usage = usage ?? this.#usage;
    const [choice] = choices;
    if (choice === undefined) return;
    this.#finish = choice.finish_reason ?? this.#finish;
    if (choice.delta) this.#addDelta(choice.delta);
  }

  #addDelta(delta: Delta): void {
    const { content, reasoning, reasoning_content, tool_calls } = delta;
    // vLLM opens with an empty piece that only names the role; it is not a token.
    if (content || reasoning || reasoning_content || tool_calls?.length) {
      this.#firstTokenMs ??= this.#elapsed();
    }
    this.#content += content ?? "";
    for (const call of tool_calls ?? []) this.#addCall(call);
  }

  #addCall({ index, id, function: piece }: CallDelta): void {
    const known = this.#calls.get(index) ?? { index, id: "", name: "", arguments: "" };
    this.#calls.set(index, {
      index,
      id: known.id || (id ?? ""),
      name: known.name || (piece?.name ?? ""),
      arguments: known.arguments + (piece?.arguments ?? ""),
    });
  }

  whole(): Stream {
    if (this.#finish === undefined) return this.broken("no-finish", "");
    return this.#sum();
  }

  broken(kind: BreakKind, detail: string): Stream {
    return { ...this.#sum(), broken: { kind, detail } };
  }

  #sum(): Stream {
    const cached = this.#usage?.prompt_tokens_details?.cached_tokens;
    return {
      content: this.#content,
      calls: [...this.#calls.values()].sort((a, b) => a.index - b.index),
      ...(this.#finish === undefined ? {} : { finish: this.#finish }),
      ...(this.#usage ? { promptTokens: this.#usage.prompt_tokens } : {}),
      ...(typeof cached === "number" ? { cachedTokens: cached } : {}),
      ...(this.#firstTokenMs === undefined ? {} : { firstTokenMs: this.#firstTokenMs }),
    };
  }
}
