import { type HostAndPort, hostAndPort } from "./host-list.ts";

/** What a program asks of our proxy. */
export interface ProxyRequest extends HostAndPort {
  /** What the server is sent first; undefined for CONNECT, whose bytes are passed on as they are. */
  readonly head: string | undefined;
}

/**
 * Reads the head of a request: Latin-1, without the empty line at its end. The proxy takes CONNECT to `host:port` and a
 * request for `http://host[:port]/…`; any other head gives undefined. A plain request goes on as one for that very host,
 * and the connection ends with its answer: a second request may be for another host.
 */
export function readProxyRequest(text: string): ProxyRequest | undefined {
  const [first = "", ...fields] = text.split("\r\n");
  const [, method = "", target = ""] = /^([A-Z]{1,20}) (\S+) HTTP\/1\.[01]$/.exec(first) ?? [];
  if (fields.some((field) => !FIELD.test(field))) return undefined;
  if (method === "CONNECT") {
    const asked = hostAndPort(target);
    return asked && { ...asked, head: undefined };
  }
  return plainRequest(method, target, fields);
}

function plainRequest(
  method: string,
  target: string,
  fields: readonly string[],
): ProxyRequest | undefined {
  const [, authority = "", path = ""] =
    /^http:\/\/([^/?#@\\]+)(\/[^#]*|\?[^#]*)?$/i.exec(target) ?? [];
  const asked = hostAndPort(/:\d*$/.test(authority) ? authority : `${authority}:80`);
  if (asked === undefined) return undefined;
  const name = asked.host.includes(":") ? `[${asked.host}]` : asked.host;
  const host = asked.port === 80 ? name : `${name}:${asked.port}`;
  const kept = fields.filter((field) => !HOP.test(field));
  const lines = [
    `${method} ${path.startsWith("/") ? path : `/${path}`} HTTP/1.1`,
    `Host: ${host}`,
    ...kept,
    "Connection: close",
  ];
  return { ...asked, head: `${lines.join("\r\n")}\r\n\r\n` };
}

/** One header field on one line, without control characters. */
const FIELD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*$/;
/** Of this connection alone. */
const HOP = /^(host|connection|keep-alive|upgrade|proxy-[a-z-]*):/i;
