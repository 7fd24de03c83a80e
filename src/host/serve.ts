import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { AegisError } from "../kit/errors.ts";
import { alike, say } from "../kit/sentence.ts";
import { type HostEvent, HostEvents } from "./events.ts";
import type { OpenCode } from "./find.ts";
import { HostProcess } from "./host-process.ts";

export interface LaunchOptions {
  readonly opencode: OpenCode;
  readonly cwd: string;
  /** Without OPENCODE_SERVER_PASSWORD the server gets a random password; an empty one leaves it open. */
  readonly env: Readonly<Record<string, string>>;
  readonly logFile?: string;
  /** Default 60 s. */
  readonly startTimeoutMs?: number;
  /** True if a signal and the stop reach all processes of its session, not only OpenCode itself. */
  readonly session?: boolean;
}

/** A message as OpenCode stores it; further keys depend on its kind. */
export interface HostMessage {
  readonly info: Readonly<Record<string, unknown>> & { readonly id: string; readonly role: string };
  readonly parts: ReadonlyArray<Readonly<Record<string, unknown>> & { readonly type: string }>;
}

export interface ApiOptions {
  /** The project directory of the call. */
  readonly directory?: string;
  /** Default 60 s; the first call for a directory boots it. */
  readonly timeoutMs?: number;
}

/** The pattern includes the line break because a URL may arrive in pieces. */
const READY = /listening on (http:\/\/\S+)\s/;
const START_MS = 60_000;
const CALL_MS = 60_000;
const PASSWORD = "OPENCODE_SERVER_PASSWORD";
const RETRY_MS = 100;

/** A server, and the password that it asks for; "" if it asks for none. */
export interface ServerAddress {
  readonly url: string;
  readonly password: string;
}

/** The part of the server process that a `Host` uses. */
export type ServeProcess = Pick<HostProcess, "pid" | "exited" | "log" | "kill" | "stop">;

/** Starts `opencode serve` on a free port; resolves when the server answers. Throws `AegisError` HOST_START. */
export async function startServe(options: LaunchOptions): Promise<Host> {
  const { running, address } = await launchServe(options);
  try {
    return await attachHost(running, address);
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** Like `startServe`, but without reading events: the process and the address at which it answers. */
export async function launchServe(
  options: LaunchOptions,
): Promise<{ running: ServeProcess; address: ServerAddress }> {
  const { opencode, cwd, logFile, session, startTimeoutMs = START_MS } = options;
  const password = options.env[PASSWORD] ?? randomUUID();
  const env = { ...options.env, [PASSWORD]: password };
  const args = ["serve", "--hostname", "127.0.0.1", "--port", "0", "--print-logs"];
  const running = new HostProcess({ command: opencode.path, args, cwd, env, logFile, session });
  try {
    const deadline = Date.now() + startTimeoutMs;
    const [, url = ""] = await running.printed(READY, startTimeoutMs);
    const address = { url, password };
    await answered(
      () => call(address, "GET", "/global/health", undefined, { timeoutMs: 1_500 }),
      deadline,
    );
    return { running, address };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** Reads the events of a server from now on. Throws `AegisError` HOST_EVENTS after `START_MS`. */
export async function attachHost(running: ServeProcess, address: ServerAddress): Promise<Host> {
  const deadline = Date.now() + START_MS;
  const { url } = address;
  const events = await answered(() => HostEvents.connect(url, credentials(address)), deadline);
  return new Host(running, address, events);
}

/** The headers of a request to this server. */
export function credentials({ password }: ServerAddress): Record<string, string> {
  if (password === "") return {};
  const basic = Buffer.from(`opencode:${password}`).toString("base64");
  return { authorization: `Basic ${basic}` };
}

/** A running server: one process for any number of project directories. */
export class Host {
  readonly address: ServerAddress;
  readonly #process: ServeProcess;
  readonly #events: HostEvents;
  /** Per session: number of events at its last prompt. */
  readonly #prompted = new Map<string, number>();

  constructor(process: ServeProcess, address: ServerAddress, events: HostEvents) {
    this.#process = process;
    this.address = address;
    this.#events = events;
  }

  get pid(): number {
    return this.#process.pid;
  }

  get exited(): Promise<number | null> {
    return this.#process.exited;
  }

  /** All events so far, of all directories. */
  get events(): readonly HostEvent[] {
    return this.#events.past;
  }

  /** The first event at or after index `from`, past or future. Throws `AegisError` HOST_EVENT_TIMEOUT. */
  waitEvent(
    predicate: (event: HostEvent) => boolean,
    timeoutMs: number,
    from = 0,
  ): Promise<HostEvent> {
    return this.#events.wait(predicate, timeoutMs, from);
  }

  /** Makes a REST call and decodes the answer. Throws `AegisError` HOST_API on any status but 2xx. */
  api(method: string, path: string, body?: unknown, options: ApiOptions = {}): Promise<unknown> {
    return call(this.address, method, path, body, options);
  }

  /** Creates a session and returns its id. Without a title OpenCode asks the model for a title after the first prompt. */
  async createSession(directory: string, agent?: string, title?: string): Promise<string> {
    const body = { ...(agent !== undefined && { agent }), ...(title !== undefined && { title }) };
    const session = await this.api("POST", "/session", body, { directory });
    return (session as { id: string }).id;
  }

  /** Sends the user's words; returns when OpenCode has taken the prompt, long before the answer. */
  async prompt(session: string, directory: string, text: string, agent?: string): Promise<void> {
    this.#prompted.set(session, this.events.length);
    const body = { ...(agent !== undefined && { agent }), parts: [{ type: "text", text }] };
    await this.api("POST", `/session/${session}/prompt_async`, body, { directory });
  }

  /**
   * Resolves when the session is idle after its last prompt. After a fatal error OpenCode reports idle twice, the first
   * time while still busy, so the session's status decides.
   */
  async waitIdle(session: string, directory: string, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    let from = this.#prompted.get(session) ?? 0;
    for (;;) {
      const isIdle = (event: HostEvent) =>
        event.type === "session.idle" && event.sessionID === session;
      const idle = await this.waitEvent(isIdle, deadline - Date.now(), from);
      from = this.events.indexOf(idle) + 1;
      const status = (await this.api("GET", "/session/status", undefined, { directory })) as {
        [session: string]: { type: string } | undefined;
      };
      if ((status[session]?.type ?? "idle") === "idle") return;
    }
  }

  async messages(session: string, directory: string): Promise<HostMessage[]> {
    const path = `/session/${session}/message`;
    return (await this.api("GET", path, undefined, { directory })) as HostMessage[];
  }

  /** `answers` holds the chosen labels of each question. */
  async answerQuestion(directory: string, requestID: string, answers: string[][]): Promise<void> {
    await this.api("POST", `/question/${requestID}/reply`, { answers }, { directory });
  }

  async rejectQuestion(directory: string, requestID: string): Promise<void> {
    await this.api("POST", `/question/${requestID}/reject`, {}, { directory });
  }

  /** The user's Esc. */
  async abort(session: string, directory: string): Promise<void> {
    await this.api("POST", `/session/${session}/abort`, {}, { directory });
  }

  log(): string {
    return this.#process.log();
  }

  /** Signals only the process, or its whole session if it was started so. */
  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  async stop(): Promise<void> {
    this.#events.close();
    await this.#process.stop();
  }
}

/** A request at the moment the port opens may hang or be cut, so it is repeated until `deadline`. */
async function answered<T>(ask: () => Promise<T>, deadline: number): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await setTimeout(RETRY_MS);
    }
  }
}

async function call(
  address: ServerAddress,
  method: string,
  path: string,
  body: unknown,
  { directory, timeoutMs = CALL_MS }: ApiOptions,
): Promise<unknown> {
  const target = new URL(path, address.url);
  if (directory !== undefined) target.searchParams.set("directory", directory);
  try {
    const response = await fetch(target, {
      method,
      headers: { "content-type": "application/json", ...credentials(address) },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 500)}`);
    return text === "" ? undefined : JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const what = alike(`${method} ${target.pathname}: ${why}`);
    throw new AegisError(
      "HOST_API",
      what,
      say("Look at the host's log.", "OpenCode의 로그를 확인하세요."),
      { cause },
    );
  }
}
