import type { RecordedRequest } from "../src/scripted-model/request-log.ts";

/** A request that does not go on where the one before it in its session ended. */
export interface Break {
  readonly agent: string;
  readonly session: string;
  /** Place in the session's requests, from 1 on. */
  readonly request: number;
  /** The first bytes that differ, before and after. */
  readonly was: string;
  readonly is: string;
}

const SHOWN = 160;

/** Requests of each session in order; OpenCode's own for titles and summaries are no part of it. */
export function bySession(requests: readonly RecordedRequest[]): Map<string, RecordedRequest[]> {
  const sessions = new Map<string, RecordedRequest[]>();
  for (const request of requests) {
    if (request.agent === "title" || request.agent === "compaction") continue;
    const key = request.session ?? "";
    sessions.set(key, [...(sessions.get(key) ?? []), request]);
  }
  return sessions;
}

/** Where requests are not append-only, messages serialised as they are sent. Empty is the promise. */
export function breaks(requests: readonly RecordedRequest[]): Break[] {
  return [...bySession(requests)].flatMap(([session, own]) =>
    own.slice(1).flatMap((request, index) => {
      const before = JSON.stringify(own[index]?.body.messages).slice(0, -1);
      const after = JSON.stringify(request.body.messages);
      if (after.startsWith(before)) return [];
      const at = firstDifference(before, after);
      const was = before.slice(at, at + SHOWN);
      return [
        {
          agent: request.agent,
          session,
          request: index + 2,
          was,
          is: after.slice(at, at + SHOWN),
        },
      ];
    }),
  );
}

/** Share of the prompts' tokens that the model server had seen before, 0 to 1. */
export function cachedShare(requests: readonly RecordedRequest[]): number {
  const sum = (of: (request: RecordedRequest) => number) =>
    requests.reduce((total, request) => total + of(request), 0);
  return sum((request) => request.cachedTokens) / sum((request) => request.promptTokens);
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}
