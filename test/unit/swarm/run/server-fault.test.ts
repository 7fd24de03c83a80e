import { expect, test } from "vitest";
import { serverFault } from "../../../../src/swarm/core/run/server-fault.ts";

test.each([
  ["APIError", "Unauthorized", 401],
  ["APIError", "Too Many Requests", 429],
  ["APIError", "Bad Gateway", 502],
  ["APIError", "<html>Service Unavailable</html>", 503],
  ["APIError", "The model `x` does not exist.", 404],
  ["ProviderAuthError", "no key", undefined],
  ["UnknownError", "Unable to connect. Is the computer able to access the url?", undefined],
  ["UnknownError", "connect ECONNREFUSED 127.0.0.1:8000", undefined],
  ["UnknownError", "The socket connection was closed unexpectedly.", undefined],
  ["UnknownError", "The operation timed out.", undefined],
  ["UnknownError", "fetch failed", undefined],
  ["UnknownError", "other side closed", undefined],
])("%s %s (%s) is a fault of the server", (name, message, status) => {
  expect(serverFault({ name, message, ...(status ? { status } : {}) })).toBeDefined();
});

test.each([
  ["APIError", "This model's maximum context length is 4096 tokens.", 400],
  ["APIError", "Unprocessable Entity", 422],
  ["ContextOverflowError", "too long", undefined],
  ["MessageOutputLengthError", "", undefined],
  ["MessageAbortedError", "The socket connection was closed", undefined],
  ["UnknownError", "undefined is not an object", undefined],
])("%s %s (%s) is not", (name, message, status) => {
  expect(serverFault({ name, message, ...(status ? { status } : {}) })).toBeUndefined();
});

test("a page of HTML becomes one short line", () => {
  const message = `connection refused\n${"<p>".repeat(500)}`;
  expect(serverFault({ name: "UnknownError", message })).toEqual({
    ...{ en: "no answer (connection refused)", ko: "응답 없음 (connection refused)" },
  });
});
