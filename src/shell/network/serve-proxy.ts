import type { Socket } from "node:net";
import { connectOut } from "../../kit/bridge/connect-out.ts";
import { TAKEN } from "../../kit/bridge/inside.ts";
import { relay } from "../../kit/bridge/relay.ts";
import { isAddress } from "../core/host-list.ts";
import type { ListedHosts, RefusedHost } from "../core/network.ts";
import { type ProxyRequest, readProxyRequest } from "../core/proxy-request.ts";
import { reachable } from "../core/reachable.ts";
import { readHead } from "./read-head.ts";

/** What the proxy asks of the machine. */
export interface Surroundings {
  /** All addresses of a name. Rejects if there is none. */
  addressesOf(name: string): Promise<readonly string[]>;
  /** The addresses of this machine's own interfaces, now. */
  ownAddresses(): readonly string[];
}

interface Service {
  readonly hosts: ListedHosts;
  readonly around: Surroundings;
  refuse(host: RefusedHost): void;
}

/** Serves one connection from a call's network: one request to a proxy, and then what it leads to. */
export function serveProxy(near: Socket, service: Service): void {
  near.on("error", () => near.destroy());
  near.write(TAKEN);
  readHead(near).then(
    (head) => answer(near, head, service),
    () => near.destroy(),
  );
}

async function answer(near: Socket, head: string, service: Service): Promise<void> {
  const asked = readProxyRequest(head);
  if (asked === undefined) {
    const [first = ""] = head.split("\r\n");
    service.refuse({ host: JSON.stringify(first.slice(0, 100)), why: "unreadable" });
    return say(near, "400 Bad Request", "This is no request that the proxy of this shell reads.");
  }
  const place = `${asked.host.includes(":") ? `[${asked.host}]` : asked.host}:${asked.port}`;
  const found = await addressFor(asked, service);
  if ("failed" in found) return say(near, "502 Bad Gateway", `${place}: ${found.failed}`);
  if ("refused" in found) {
    service.refuse({ host: place, why: found.refused });
    return say(near, "403 Forbidden", `This shell may not reach ${place}.`);
  }
  if (near.destroyed) return;
  connectOut(
    near,
    { host: found.address, port: asked.port },
    {
      taken(far) {
        if (asked.head === undefined) near.write("HTTP/1.1 200 Connection established\r\n\r\n");
        else far.write(asked.head, "latin1");
        relay(near, far);
      },
      lost: () => say(near, "502 Bad Gateway", `${place} takes no connection.`),
    },
  );
}

/** A name that the list does not hold is not even looked up: a look-up would carry it out. */
async function addressFor(
  asked: ProxyRequest,
  { hosts, around }: Service,
): Promise<ReturnType<typeof reachable> | { failed: string }> {
  const own = { addresses: around.ownAddresses(), openCodePort: hosts.openCodePort };
  const judge = (found: readonly string[]) => reachable(hosts.list, asked, found, own);
  if (isAddress(asked.host)) return judge([asked.host]);
  const before = judge([]);
  if ("refused" in before && before.refused === "unlisted") return before;
  try {
    return judge(await around.addressesOf(asked.host));
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

function say(near: Socket, status: string, text: string): void {
  const body = `${text}\n`;
  const head = [
    `HTTP/1.1 ${status}`,
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  near.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  // Unread bytes would hold the connection open.
  near.resume();
}
