import { APPROVE_LABELS } from "../../swarm/core/text/messages.ts";
import type { Keeper } from "./keeper.ts";

/** The user's conversation with the Commander, over all starts of OpenCode. */
export class ChaosTalk {
  readonly #keeper: Keeper;
  readonly #repository: string;
  #session: string | undefined;
  /** The start of OpenCode and the number of its events when the user last spoke. */
  #spoken = { start: 0, events: 0 };
  /** The start of OpenCode and the number of its events up to which questions were answered. */
  #answered = { start: 0, events: 0 };

  constructor(keeper: Keeper, repository: string) {
    this.#keeper = keeper;
    this.#repository = repository;
  }

  /** The next words begin a new conversation. */
  forget(): void {
    this.#session = undefined;
  }

  /** True if the user has not spoken to this start of OpenCode yet. */
  get isSilent(): boolean {
    return this.#session === undefined || this.#spoken.start !== this.#keeper.starts;
  }

  async say(text: string): Promise<void> {
    const { host, starts } = this.#keeper;
    if (host === undefined) return;
    this.#session ??= await host.createSession(this.#repository, "commander", "Chaos");
    this.#spoken = { start: starts, events: host.events.length };
    await host.prompt(this.#session, this.#repository, text, "commander");
  }

  /** True if the Commander has ended the turn that the user's last words began. */
  async isIdle(): Promise<boolean> {
    const { host } = this.#keeper;
    const session = this.#session;
    if (host === undefined || session === undefined) return false;
    const ended = host.events
      .slice(this.#spoken.events)
      .some(({ type, sessionID }) => type === "session.idle" && sessionID === session);
    if (!ended) return false;
    const status = (await host.api("GET", "/session/status", undefined, {
      directory: this.#repository,
      timeoutMs: CALL_MS,
    })) as { [session: string]: { type: string } | undefined };
    return (status[session]?.type ?? "idle") === "idle";
  }

  /** Approves the plan if the plugin asks. Returns true if there was a question. */
  async answer(): Promise<boolean> {
    const { host, starts } = this.#keeper;
    if (host === undefined) return false;
    if (this.#answered.start !== starts) this.#answered = { start: starts, events: 0 };
    const asked = host.events
      .slice(this.#answered.events)
      .find(({ type, sessionID }) => type === "question.asked" && sessionID === this.#session);
    if (!asked) return false;
    this.#answered.events = host.events.indexOf(asked) + 1;
    const questions = asked.properties["questions"] as { options: { label: string }[] }[];
    const labels = questions.map(({ options }) => [
      options.find(({ label }) => APPROVE_LABELS.includes(label))?.label ?? "",
    ]);
    await host.answerQuestion(this.#repository, String(asked.properties["id"]), labels);
    return true;
  }

  /** The Commander's last words. */
  async lastText(): Promise<string> {
    const { host } = this.#keeper;
    if (host === undefined || this.#session === undefined) return "";
    const messages = await host.messages(this.#session, this.#repository);
    const parts = messages.findLast(({ info }) => info.role === "assistant")?.parts ?? [];
    return String(parts.findLast(({ type }) => type === "text")?.["text"] ?? "");
  }
}

/** A suspended OpenCode answers nothing; the user asks again. */
const CALL_MS = 10_000;
