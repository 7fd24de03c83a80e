import { AegisError } from "../kit/errors.ts";
import { parsedJson, recordOf } from "../kit/json.ts";
import { say } from "../kit/sentence.ts";
import { eventData } from "../kit/server-sent-events.ts";

/** One event of OpenCode's bus. `sessionID` comes from the place where the event carries it. */
export interface HostEvent {
  readonly directory: string | undefined;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly sessionID: string | undefined;
}

type Listener = () => void;

/** The events of all directories of one server, from the connection on. */
export class HostEvents {
  readonly past: HostEvent[] = [];
  readonly #looking = new Set<Listener>();
  readonly #closing = new AbortController();
  #lost: Error | undefined;

  /**
   * Subscribes; resolves when the server has confirmed, so that no later event is missed. Throws `AegisError`
   * HOST_EVENTS, or HOST_EVENT_TIMEOUT without a confirmation.
   */
  static async connect(
    url: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<HostEvents> {
    const events = new HostEvents();
    try {
      const body = await openStream(`${url}/global/event`, {
        headers,
        signal: events.#closing.signal,
      });
      events.#read(body).catch((error: unknown) => events.#fail(error));
      await events.wait((event) => event.type === "server.connected", 30_000);
      return events;
    } catch (error) {
      events.close();
      throw error;
    }
  }

  /**
   * The first event from index `from` of `past` on, past or future, for which `predicate` holds. Throws `AegisError`
   * HOST_EVENT_TIMEOUT after `timeoutMs`, or HOST_EVENTS if the stream has ended.
   */
  wait(predicate: (event: HostEvent) => boolean, timeoutMs: number, from = 0): Promise<HostEvent> {
    return new Promise((resolve, reject) => {
      let next = from;
      const done = (settle: () => void) => {
        clearTimeout(timer);
        this.#looking.delete(look);
        settle();
      };
      const look = () => {
        try {
          for (; next < this.past.length; next += 1) {
            const event = this.past[next];
            if (event !== undefined && predicate(event)) return done(() => resolve(event));
          }
          if (this.#lost !== undefined) done(() => reject(this.#lost));
        } catch (error) {
          done(() => reject(error));
        }
      };
      const timer = setTimeout(() => done(() => reject(this.#timeout(timeoutMs))), timeoutMs);
      this.#looking.add(look);
      look();
    });
  }

  close(): void {
    this.#closing.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    for await (const data of eventData(body, Number.POSITIVE_INFINITY)) {
      this.#take(data);
      this.#look();
    }
    throw new Error("the server ended it");
  }

  #take(text: string): void {
    const data = parsedJson(text);
    // The stream ended inside this event; the end of the stream is reported separately.
    if (data === undefined) return;
    const { directory, payload } = recordOf(data);
    const { type, properties } = recordOf(payload);
    this.past.push({
      directory: asText(directory),
      type: String(type),
      properties: recordOf(properties),
      sessionID: sessionOf(recordOf(properties)),
    });
  }

  #fail(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#lost = new AegisError(
      "HOST_EVENTS",
      say(`The event stream ended: ${why}`, `이벤트 스트림이 끊겼습니다: ${why}`),
      say("Read the log.", "로그를 확인하세요."),
      {
        cause: error,
      },
    );
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#looking]) look();
  }

  #timeout(timeoutMs: number): AegisError {
    const noise = /^(sync|server\.heartbeat|message\.part\.delta)$/;
    const last = this.past.map((event) => event.type).filter((type) => !noise.test(type));
    const errors = this.past.filter((event) => event.type === "session.error").slice(-2);
    const seen = `last: ${last.slice(-12).join(", ")}; errors: ${JSON.stringify(errors)}`;
    return new AegisError(
      "HOST_EVENT_TIMEOUT",
      say(
        `The awaited event did not come within ${timeoutMs} ms; ${seen}`,
        `기다리던 이벤트가 ${timeoutMs} ms 안에 오지 않았습니다. ${seen}`,
      ),
      say(
        "Read the host's log to see what happened instead.",
        "무슨 일이 있었는지 OpenCode의 로그에서 확인하세요.",
      ),
    );
  }
}

async function openStream(
  url: string,
  options: { headers: Readonly<Record<string, string>>; signal: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  try {
    const { ok, status, body } = await fetch(url, options);
    if (ok && body !== null) return body;
    throw new Error(`status ${status}`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const what = say(
      `No event stream at ${url}: ${why}`,
      `${url}에 이벤트 스트림이 없습니다: ${why}`,
    );
    throw new AegisError(
      "HOST_EVENTS",
      what,
      say("Look at the host's log.", "OpenCode의 로그를 확인하세요."),
      { cause },
    );
  }
}

function sessionOf(properties: Readonly<Record<string, unknown>>): string | undefined {
  const { sessionID, info, part } = properties;
  return (
    asText(sessionID) ?? asText(recordOf(info)["sessionID"]) ?? asText(recordOf(part)["sessionID"])
  );
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
