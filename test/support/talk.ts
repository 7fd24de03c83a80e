import { vi } from "vitest";
import type { Host, HostMessage } from "../../src/host/serve.ts";
import type { ModelServer } from "../../src/scripted-model/server.ts";
import type { Ground } from "./ground.ts";

export interface ToolCall {
  tool: string;
  status: string;
  /** The text that the model read: the output, or the error's text. */
  text: string;
  input: Record<string, unknown>;
}

/** The calls of one message in order, without the rows that we draw for people. */
export function callsIn({ parts }: HostMessage): ToolCall[] {
  return parts
    .filter((part) => part.type === "tool" && !String(part["id"]).startsWith("prt_zzzaegis"))
    .map((part) => {
      const state = part["state"] as Record<string, unknown>;
      return {
        tool: String(part["tool"]),
        status: String(state["status"]),
        text: String(state["output"] ?? state["error"] ?? ""),
        input: (state["input"] ?? {}) as Record<string, unknown>,
      };
    });
}

/** The id of a note, or of the table of the Workers. */
const NOTE = /^prt_zzzaegis.{8}[nx]/;

/** A conversation of the user with the Commander, through the real host. */
export class Talk {
  readonly session: string;
  readonly #host: Host;
  readonly #model: ModelServer;
  readonly #ground: Ground;
  #eventsRead = 0;

  constructor(parts: { host: Host; model: ModelServer; ground: Ground; session: string }) {
    this.session = parts.session;
    this.#host = parts.host;
    this.#model = parts.model;
    this.#ground = parts.ground;
  }

  /** The rows of Workers that people see in the Commander's messages: `<Worker> <status>`. */
  async rows(): Promise<string[]> {
    const parts = (await this.messages()).flatMap((message) => message.parts);
    return parts
      .filter(({ id }) => String(id).startsWith("prt_zzzaegis"))
      .flatMap(({ state }) => {
        const { status, input } = (state ?? {}) as {
          status?: string;
          input?: { description?: string };
        };
        return status === undefined ? [] : [`${input?.description?.slice(0, 3)} ${status}`];
      })
      .sort();
  }

  /** The user types a message and answers questions with `answer`; resolves when the Commander is idle. */
  async say(text: string, options: { answer?: string; timeoutMs?: number } = {}): Promise<void> {
    const { answer = "Approve", timeoutMs = 480_000 } = options;
    await this.send(text);
    const idle = this.idle(timeoutMs);
    const answering = this.#answerUntil(idle, answer, timeoutMs);
    await idle;
    await answering;
  }

  /** The user types a message; does not wait. */
  send(text: string): Promise<void> {
    return this.#host.prompt(this.session, this.#ground.dir, text, "commander");
  }

  idle(timeoutMs = 480_000): Promise<void> {
    return this.#host.waitIdle(this.session, this.#ground.dir, timeoutMs);
  }

  /** The user's Esc. */
  escape(): Promise<void> {
    return this.#host.abort(this.session, this.#ground.dir);
  }

  /** Resolves with the id of the next question to the user. */
  async asked(timeoutMs = 240_000): Promise<{ id: string; text: string; labels: string[] }> {
    const event = await this.#host.waitEvent(
      ({ type, sessionID }) => type === "question.asked" && sessionID === this.session,
      timeoutMs,
      this.#eventsRead,
    );
    this.#eventsRead = this.#host.events.indexOf(event) + 1;
    const [first] = event.properties["questions"] as {
      question: string;
      options: { label: string }[];
    }[];
    const labels = first?.options.map(({ label }) => label) ?? [];
    return { id: String(event.properties["id"]), text: first?.question ?? "", labels };
  }

  answer(requestID: string, label: string): Promise<void> {
    return this.#host.answerQuestion(this.#ground.dir, requestID, [[label]]);
  }

  messages(session = this.session): Promise<HostMessage[]> {
    return this.#host.messages(session, this.#ground.dir);
  }

  /** Calls of a session in order, without the rows that we draw for people. */
  async calls(session = this.session): Promise<ToolCall[]> {
    return (await this.messages(session)).flatMap(callsIn);
  }

  async callsOf(tool: string, session = this.session): Promise<ToolCall[]> {
    return (await this.calls(session)).filter((call) => call.tool === tool);
  }

  /** Call number `n` of a tool in a session, from 0. Throws if there is no such call. */
  async nth(tool: string, n: number, session = this.session): Promise<ToolCall> {
    const found = (await this.callsOf(tool, session)).at(n);
    if (found) return found;
    throw new Error(`no call ${n} of ${tool}: ${JSON.stringify(await this.calls(session))}`);
  }

  /** The last call of a tool in a session. Throws if there is no such call. */
  last(tool: string, session = this.session): Promise<ToolCall> {
    return this.nth(tool, -1, session);
  }

  /** The session of a Worker, from the journal: the session may start after the answer that dispatched the Worker. */
  worker(name: string): Promise<string> {
    const session = async () => {
      const started = await this.#ground.events("WORKER_STARTED");
      const found = started.findLast(({ worker }) => worker === name)?.sessionID;
      if (!found) throw new Error(`${name} never started`);
      return found;
    };
    return vi.waitFor(session, { timeout: 120_000, interval: 50 });
  }

  /** The Commander's texts and the plan, as the user sees them; without the notes of a run. */
  async texts(session = this.session): Promise<string[]> {
    const parts = await this.#textParts(session);
    return parts.filter(({ id }) => !NOTE.test(id)).map(({ text }) => text);
  }

  /** What people read of a run in the conversation: notes and the table of the Workers, in their order. */
  async notes(session = this.session): Promise<string[]> {
    const parts = await this.#textParts(session);
    return parts.filter(({ id }) => NOTE.test(id)).map(({ text }) => text);
  }

  async #textParts(session: string): Promise<{ id: string; text: string }[]> {
    return (await this.messages(session))
      .filter(({ info }) => info.role === "assistant")
      .flatMap(({ parts }) => parts)
      .filter(({ type }) => type === "text")
      .map((part) => ({ id: String(part["id"]), text: String(part["text"]) }));
  }

  /** Differences from the script. Empty in every good case. */
  get divergences() {
    return this.#model.divergences;
  }

  async #answerUntil(idle: Promise<void>, label: string, timeoutMs: number): Promise<void> {
    const over = idle.then(
      () => undefined,
      () => undefined,
    );
    for (;;) {
      const asked = await Promise.race([over, this.asked(timeoutMs).catch(() => undefined)]);
      if (!asked) return;
      await this.answer(asked.id, label);
    }
  }
}
