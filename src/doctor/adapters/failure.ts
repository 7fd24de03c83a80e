import type { Failure, FailureKind } from "../core/server-facts.ts";

const KINDS: ReadonlyArray<readonly [RegExp, FailureKind]> = [
  [/^EAI_AGAIN$/, "unnamed"],
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
  return {
    kind: kindOf(code) ?? "other",
    detail: words.includes(code) ? words : `${code}: ${words}`,
    limitMs,
  };
}

/** True if no connection came about in the time that Node or the system gives it: nothing was sent. */
export function isUnconnected(error: unknown): boolean {
  return /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/.test(causeOf(error));
}

/** True if the connection was closed before an answer. */
export function isClosed(error: unknown): boolean {
  return kindOf(causeOf(error)) === "closed";
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return codeOf(error.cause instanceof Error ? error.cause : error);
}

function kindOf(code: string): FailureKind | undefined {
  return KINDS.find(([pattern]) => pattern.test(code))?.[1];
}

/**
 * A host with several addresses fails with one error per address. The first one counts, unless an address had no time:
 * Node gives each address but the last 250 ms.
 */
function codeOf(cause: Error): string {
  const several = cause instanceof AggregateError ? cause.errors.filter(isError).map(codeOf) : [];
  if (several.length > 0) return several.find((code) => code === "ETIMEDOUT") ?? several[0] ?? "";
  return "code" in cause && typeof cause.code === "string" ? cause.code : "";
}

function isError(value: unknown): value is Error {
  return value instanceof Error;
}
