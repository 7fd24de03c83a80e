import { describe, expect, test } from "vitest";
import { failureOf } from "../../../src/doctor/adapters/failure.ts";
import { eventData } from "../../../src/kit/server-sent-events.ts";

/** As Node's fetch throws it. */
function fetchError(code: string, message = "words"): Error {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) });
}

describe("why a fetch failed", () => {
  test.each([
    ["ENOTFOUND", "no-host"],
    ["EAI_AGAIN", "unnamed"],
    ["EAI_FAIL", "no-host"],
    ["ECONNREFUSED", "refused"],
    ["EHOSTUNREACH", "no-route"],
    ["ENETUNREACH", "no-route"],
    ["UND_ERR_CONNECT_TIMEOUT", "timeout"],
    ["ECONNRESET", "closed"],
    ["UND_ERR_SOCKET", "closed"],
    ["HPE_INVALID_CONSTANT", "not-http"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "tls"],
    ["CERT_HAS_EXPIRED", "tls"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "tls"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls"],
    ["ERR_INVALID_URL", "bad-url"],
    ["ESOMETHING", "other"],
  ])("%s is %s", (code, kind) => {
    expect(failureOf(fetchError(code), 4_000, false)).toEqual({
      kind,
      detail: `${code}: words`,
      limitMs: 4_000,
    });
  });

  test("a host with two addresses, both refused", () => {
    const each = ["::1", "127.0.0.1"].map((ip) =>
      Object.assign(new Error(`connect ECONNREFUSED ${ip}`), { code: "ECONNREFUSED" }),
    );
    const error = new TypeError("fetch failed", { cause: new AggregateError(each) });
    expect(failureOf(error, 1, false).kind).toBe("refused");
  });

  test("a host with two addresses, one of which had no time: nothing is known", () => {
    const each = ["ECONNREFUSED", "ETIMEDOUT"].map((code) =>
      Object.assign(new Error(code), { code }),
    );
    // Node gives the group the code of one of them.
    const group = Object.assign(new AggregateError(each), { code: "ECONNREFUSED" });
    const error = new TypeError("fetch failed", { cause: group });
    expect(failureOf(error, 1, false).kind).toBe("timeout");
  });

  test("the limit, the caller's own stop, and what was never an error", () => {
    const limit = new DOMException("The operation was aborted due to timeout", "TimeoutError");
    expect(failureOf(limit, 1, false).kind).toBe("timeout");
    expect(failureOf(limit, 1, true).kind).toBe("stopped");
    expect(failureOf("odd", 1, false)).toEqual({ kind: "other", detail: "odd", limitMs: 1 });
  });
});

test("events come whole however the bytes are cut, with comments and both line ends", async () => {
  const bytes = new TextEncoder().encode(
    ': ping\n\ndata: {"a":"한😀"}\r\n\r\nevent: x\ndata: one\ndata:two\n\n\ndata: [DONE]',
  );
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const found: string[] = [];
  for await (const data of eventData(body)) found.push(data);
  expect(found).toEqual(['{"a":"한😀"}', "one\ntwo", "[DONE]"]);
});
