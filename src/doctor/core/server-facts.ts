/** Answers of the model server, not judged yet; texts are the server's own and untrusted. */

/**
 * Why there was no HTTP answer. `silent`: connected, but no answer came. `unnamed`: no name server answered. `stopped`: the
 * user left.
 */
export type FailureKind =
  | "bad-url"
  | "bad-key"
  | "no-host"
  | "unnamed"
  | "refused"
  | "no-route"
  | "timeout"
  | "silent"
  | "closed"
  | "tls"
  | "not-http"
  | "stopped"
  | "other";

export interface Failure {
  readonly kind: FailureKind;
  /** The system's own text and code. */
  readonly detail: string;
  /** Time limit of the request in milliseconds. */
  readonly limitMs: number;
}

export interface Answer {
  readonly status: number;
  /** Empty if the header is missing. */
  readonly contentType: string;
  /** The body, cut at 1 MiB. */
  readonly text: string;
  /** Target of a 3xx answer. */
  readonly location?: string;
}

export type Reply =
  | { readonly type: "answer"; readonly answer: Answer }
  | { readonly type: "failure"; readonly failure: Failure };

/** One tool call, joined from its streamed pieces; `id` and `name` are empty if the server sent none. */
export interface StreamedCall {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** How a stream broke the protocol: not an event stream, its end missing, or an event that is not a chat chunk. */
export type BreakKind = "not-a-stream" | "cut" | "no-finish" | "bad-event" | "error-event";

/** A streamed chat answer, as far as it arrived. */
export interface Stream {
  readonly content: string;
  readonly calls: readonly StreamedCall[];
  readonly finish?: string;
  readonly broken?: { readonly kind: BreakKind; readonly detail: string };
  /** Tokens, as the server counts them. */
  readonly promptTokens?: number;
  /** Prompt tokens from the prefix cache; absent if the server does not report them. */
  readonly cachedTokens?: number;
  /** Milliseconds from the request to the first piece of text or call; absent if none came. */
  readonly firstTokenMs?: number;
}

/** `answer`: any answer other than HTTP 200. */
export type ChatReply = Reply | { readonly type: "stream"; readonly stream: Stream };

export const CHAT_PROBES = [
  "required",
  "auto",
  "pair",
  "arguments",
  "prefix-1",
  "prefix-2",
] as const;
export type ChatProbe = (typeof CHAT_PROBES)[number];

/** A field is absent if an earlier answer made the request useless. */
export interface ServerFacts {
  /** GET /models with the key. */
  readonly models: Reply;
  /** GET /models without the key; asked only if there is a key. */
  readonly withoutKey?: Reply;
  readonly health?: Reply;
  readonly version?: Reply;
  readonly chats?: Readonly<Partial<Record<ChatProbe, ChatReply>>>;
  /** GET /metrics before and after `chats`. */
  readonly metrics?: { readonly before: Reply; readonly after: Reply };
  /** Requests sent at the same moment. */
  readonly parallel?: readonly ChatReply[];
}

/** OpenCode's configuration. */
export interface Expected {
  /** Ends in /v1. Safe to show: without a password. */
  readonly baseURL: string;
  readonly model: string;
  /** Tokens. */
  readonly context: number;
  /** Tokens of one answer. */
  readonly output: number;
  readonly hasKey: boolean;
  /** The environment variable that holds the key. */
  readonly keyVariable: string;
  /** True if the configuration takes the key from that variable. */
  readonly keyFromVariable: boolean;
  /** Name of the provider in the configuration. */
  readonly provider: string;
  /** The files that hold the settings which a fix may change. */
  readonly files: { readonly baseURL: string; readonly apiKey: string; readonly limit: string };
}
