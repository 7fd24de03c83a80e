import type { Failure, FailureKind } from "../core/server-facts.ts";

const KINDS: ReadonlyArray<readonly [RegExp, FailureKind]> = [
  [/^(ENOTFOUND|EAI_\w+)$/, "no-host"],
  [/^ECONNREFUSED$/, "refused"],
  [/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/, "no-route"],
  [/^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/, "timeout"],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, "closed"],
  [/^HPE_/, "not-http"],
  [/^(ERR_SSL_|ERR_TLS_|EPROTO$|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/, "tls"],
  [/^ERR_INVALID_URL$/, "bad-url"],
];

/** Addresses that fetch refuses without a code and without using the network. */
const BAD_URL = /bad port|unknown scheme|includes credentials/;

/**
 * Why a fetch failed. Node hides the reason in `cause`, behind "fetch failed". `stopped`: the caller's own
 * signal had been aborted.
 */
export function failureOf(error: unknown, limitMs: number, stopped: boolean): Failure {
  if (stopped) return { kind: "stopped", detail: "", limitMs };
  if (!(error instanceof Error)) return { kind: "other", detail: String(error), limitMs };
  if (error.name === "TimeoutError") return { kind: "timeout", detail: "", limitMs };
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = codeOf(cause);
  const words = cause.message || error.message;
  // The rest of fetch's text is the address, which may contain a password.
  const refused = BAD_URL.exec(words)?.[0];
  if (refused !== undefined) return { kind: "bad-url", detail: refused, limitMs };
  const known = KINDS.find(([pattern]) => pattern.test(code))?.[1];
  return {
    kind: known ?? "other",
    detail: words.includes(code) ? words : `${code}: ${words}`,
    limitMs,
  };
}

/** A host with several addresses fails with one error per address; the first one counts. */
function codeOf(cause: Error): string {
  if ("code" in cause && typeof cause.code === "string") return cause.code;
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : undefined;
  return first instanceof Error ? codeOf(first) : "";
}
