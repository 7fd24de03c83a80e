import { expect, test } from "vitest";
import { readProxyRequest } from "../../../../src/shell/core/proxy-request.ts";

const head = (...lines: string[]) => readProxyRequest(lines.join("\r\n"));

test("a tunnel is read by its first line alone", () => {
  expect(head("CONNECT Mirror.corp:443 HTTP/1.1", "Host: other:1")).toEqual({
    host: "mirror.corp",
    port: 443,
    head: undefined,
  });
});

test("a plain request goes on for the very host that was judged, and ends its connection", () => {
  const fields = ["HOST: other", "Accept: */*", "Proxy-Authorization: x", "Connection: keep-alive"];
  expect(head("GET http://Mirror.corp:8081/a?b HTTP/1.1", ...fields)).toEqual({
    host: "mirror.corp",
    port: 8081,
    head: "GET /a?b HTTP/1.1\r\nHost: mirror.corp:8081\r\nAccept: */*\r\nConnection: close\r\n\r\n",
  });
  expect(head("GET http://[FD00::5] HTTP/1.0")?.head).toMatch(
    /^GET \/ HTTP\/1\.1\r\nHost: \[fd00::5\]\r\n/,
  );
  expect(head("GET http://a?b HTTP/1.1")?.head).toMatch(/^GET \/\?b HTTP/);
});

test.each([
  ["GET / HTTP/1.1"],
  ["GET https://mirror.corp/ HTTP/1.1"],
  ["GET ftp://mirror.corp/ HTTP/1.1"],
  ["GET http://user@mirror.corp/ HTTP/1.1"],
  ["GET http://a\\@mirror.corp/ HTTP/1.1"],
  ["GET http://mirror.corp/#x HTTP/1.1"],
  ["GET  http://mirror.corp/ HTTP/1.1"],
  ["GET http://mirror.corp/ HTTP/2"],
  ["CONNECT mirror.corp HTTP/1.1"],
  ["CONNECT http://mirror.corp:443 HTTP/1.1"],
  ["GET http://mirror.corp/ HTTP/1.1", " folded"],
  ["GET http://mirror.corp/ HTTP/1.1", "No colon"],
  ["GET http://mirror.corp/ HTTP/1.1", "A: b\nHost: other"],
  [""],
])("%j is not read", (...lines) => {
  expect(head(...lines)).toBeUndefined();
});
