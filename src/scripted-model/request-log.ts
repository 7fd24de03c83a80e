import { AegisError } from "../kit/errors.ts";
import { say } from "../kit/sentence.ts";
import type { ChatRequest } from "./chat-request.ts";
import type { Asker, Divergence } from "./player.ts";

/**
 * One request to the model server. `raw`: the body as received (`bytes` long). `answered`: the server has sent the
 * script's whole answer. `aborted`: the client left before that. `status`: the HTTP status that was sent; undefined
 * before. `closed`: the connection has ended.
 */
export interface RecordedRequest {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly agent: Asker;
  readonly actor: string | undefined;
  readonly session: string | undefined;
  readonly parentSession: string | undefined;
  /** Version of the plugin that set up the agent. */
  readonly pluginVersion: string | undefined;
  readonly step: number;
  readonly bytes: number;
  readonly raw: string;
  readonly body: ChatRequest;
  readonly tools: readonly string[];
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
  readonly divergence: Divergence | undefined;
  status: number | undefined;
  answered: boolean;
  aborted: boolean;
  closed: boolean;
}

/** All requests so far, and a way to wait for one without polling. */
export class RequestLog {
  readonly requests: RecordedRequest[] = [];
  readonly #watchers = new Set<() => void>();
  #peak = 0;

  get active(): number {
    return this.requests.filter((request) => !request.closed).length;
  }

  get peakActive(): number {
    return this.#peak;
  }

  open(request: RecordedRequest): void {
    this.requests.push(request);
    this.#peak = Math.max(this.#peak, this.active);
    this.changed();
  }

  /** Wakes the waiters after a request has changed. */
  changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  /**
   * The first request, past or future, for which `predicate` holds; checked again at every change.
   * Throws `AegisError` MODEL_REQUEST_TIMEOUT after `timeoutMs`.
   */
  waitFor(
    predicate: (request: RecordedRequest) => boolean,
    timeoutMs: number,
  ): Promise<RecordedRequest> {
    return new Promise((resolve, reject) => {
      const done = (settle: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        settle();
      };
      const look = () => {
        try {
          const found = this.requests.find(predicate);
          if (found !== undefined) done(() => resolve(found));
        } catch (error) {
          done(() => reject(error));
        }
      };
      const timer = setTimeout(() => done(() => reject(this.#timeout(timeoutMs))), timeoutMs);
      this.#watchers.add(look);
      look();
    });
  }

  #timeout(timeoutMs: number): AegisError {
    const seen = this.requests.slice(-20).map((r) => `${r.agent} ${r.actor ?? ""} step ${r.step}`);
    return new AegisError(
      "MODEL_REQUEST_TIMEOUT",
      say(
        `No such model request within ${timeoutMs} ms; seen: ${seen.join(", ") || "none"}`,
        `모델 요청이 ${timeoutMs} ms 안에 오지 않았습니다. 지금까지: ${seen.join(", ") || "없음"}`,
      ),
      say(
        "Look at the host's log for what it did instead.",
        "무슨 일이 있었는지 OpenCode의 로그에서 확인하세요.",
      ),
    );
  }
}
