import type { RecordedRequest } from "../src/scripted-model/request-log.ts";

/** A request that does not continue the previous request of its session. */
export interface Break {
  readonly agent: string;
  readonly session: string;
  /** Position among the session's requests, from 1 on. */
  readonly request: number;
  /** The first different bytes, before and after. */
  readonly was: string;
  readonly is: string;
}

const SHOWN = 160;

/** Requests of each session in order, without OpenCode's own requests for titles and summaries. */
export function bySession(requests: readonly RecordedRequest[]): Map<string, RecordedRequest[]> {
  const sessions = new Map<string, RecordedRequest[]>();
  for (const request of requests) {
    if (request.agent === "title" || request.agent === "compaction") continue;
    const key = request.session ?? "";
    sessions.set(key, [...(sessions.get(key) ?? []), request]);
  }
  return sessions;
}

/** The requests that are not append-only; compares the messages as they are sent. The promise is an empty list. */
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

/** Share of the prompt tokens that the model server had already seen, 0 to 1. */
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
