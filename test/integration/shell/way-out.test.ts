import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createTcp } from "node:net";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Surroundings } from "../../../src/shell/network/serve-proxy.ts";
import { openWayOut } from "../../../src/shell/network/way-out.ts";
import { ownAddress } from "../../support/own-address.ts";

const own = ownAddress() ?? "127.0.0.1";
const seen: string[] = [];
let mirror: Server;
let port: number;

beforeAll(async () => {
  mirror = createServer(({ method, url, headers }, answer) => {
    seen.push(`${method} ${url} ${headers.host}`);
    answer.end("from the mirror");
  });
  mirror.listen(0, "0.0.0.0");
  await once(mirror, "listening");
  port = (mirror.address() as AddressInfo).port;
});
afterAll(() => {
  mirror.closeAllConnections();
  mirror.close();
});

/** A way out to the list of a user. As if the mirror were another machine, unless `ownAddresses` says otherwise. */
async function wayOut(
  list: readonly string[],
  around: Partial<Surroundings> = {},
  openCodePort?: number,
) {
  const looked: string[] = [];
  const out = await openWayOut(
    { list, openCodePort },
    {
      ownAddresses: () => [],
      async addressesOf(name) {
        looked.push(name);
        if (around.addressesOf) return around.addressesOf(name);
        throw new Error(`no address of ${name}`);
      },
      ...(around.ownAddresses ? { ownAddresses: around.ownAddresses } : {}),
    },
  );
  onTestFinished(() => out.close());
  return { out, looked };
}

/** The whole answer to these bytes, without the byte that the inside half takes off. */
async function ask(socket: string, sent: string): Promise<string> {
  const near = connect({ path: socket, allowHalfOpen: true });
  near.write(sent);
  let text = "";
  for await (const chunk of near) text += String(chunk);
  return text.replace(/^\+/, "");
}

/** The way of curl with a proxy for https, and the request that then goes through. */
const tunnel = (place: string) =>
  `CONNECT ${place} HTTP/1.1\r\nHost: ${place}\r\n\r\nGET /a HTTP/1.1\r\nHost: inner\r\nConnection: close\r\n\r\n`;
const plain = (url: string, fields = "") => `GET ${url} HTTP/1.1\r\n${fields}\r\n`;
const toMirror = async () => [own];

describe("a listed host", () => {
  test.each([
    ["by its name", ["mirror.test"], "mirror.test"],
    ["by its name and port", ["mirror.test:PORT"], "mirror.test"],
    ["in another spelling", ["Mirror.Test"], "MIRROR.test."],
    ["below a domain", ["*.corp.test"], "a.b.corp.test"],
  ])("is reached %s, by a tunnel and by a plain request", async (_how, entries, host) => {
    const list = entries.map((entry) => entry.replace("PORT", String(port)));
    const { out, looked } = await wayOut(list, { addressesOf: toMirror });
    seen.length = 0;
    const name = host.toLowerCase().replace(/\.$/, "");
    const through = await ask(out.socket, tunnel(`${host}:${port}`));
    expect(through).toMatch(/^HTTP\/1\.1 200 Connection established\r\n\r\nHTTP\/1\.1 200 OK/);
    const answer = await ask(out.socket, plain(`http://${host}:${port}/b?c`, "Accept: x\r\n"));
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*from the mirror/);
    expect(seen).toEqual(["GET /a inner", `GET /b?c ${name}:${port}`]);
    expect(looked).toEqual([name, name]);
    expect(out.refused()).toEqual([]);
  });

  test("is an address of this machine only if the list names address and port", async () => {
    const around = { ownAddresses: () => [own], addressesOf: toMirror };
    const open = await wayOut([`${own}:${port}`], around);
    expect(await ask(open.out.socket, plain(`http://${own}:${port}/`))).toContain(
      "from the mirror",
    );
    const closed = await wayOut([own, "mirror.test"], around);
    for (const place of [`${own}:${port}`, `mirror.test:${port}`]) {
      expect(await ask(closed.out.socket, tunnel(place))).toMatch(/^HTTP\/1\.1 403/);
      expect(closed.out.refused()).toContainEqual({ host: place, why: "own" });
    }
  });
});

describe("nothing but the list is reached:", () => {
  const refused = async (place: string, list: string[], why: string, around = {}) => {
    const { out, looked } = await wayOut(list, around, undefined);
    seen.length = 0;
    expect(await ask(out.socket, tunnel(place))).toMatch(/^HTTP\/1\.1 40[03]/);
    expect(await ask(out.socket, plain(`http://${place}/`))).toMatch(/^HTTP\/1\.1 40[03]/);
    expect(out.refused().map((one) => one.why)).toContain(why);
    expect(seen).toEqual([]);
    return looked;
  };

  test.each([
    ["another host", "other.test"],
    ["the domain itself", "corp.test"],
    ["a name that ends alike", "evilcorp.test"],
    ["the address behind a listed name", own],
  ])("%s, which is not even looked up", async (_what, host) => {
    const list = ["mirror.test", "*.corp.test"];
    expect(await refused(`${host}:${port}`, list, "unlisted", { addressesOf: toMirror })).toEqual(
      [],
    );
  });

  test("another port of a listed host and port", async () => {
    await refused(`mirror.test:${port}`, ["mirror.test:1"], "unlisted", { addressesOf: toMirror });
  });

  // The settings refuse these entries; here they show that the proxy refuses by itself.
  const LOOSE = ["127.0.0.1", "localhost", "[::1]", "[::ffff:7f00:1]", "0.0.0.0", "[::]"];
  test.each([
    ...["127.0.0.1", "127.1", "0x7f.1", "2130706433", "0177.0.0.1", "127.0.0.1.", "0.0.0.0", "0"],
    ...["[::1]", "[::ffff:127.0.0.1]", "[::FFFF:7F00:1]", "[::]", "[0:0:0:0:0:0:0:1]"],
  ])("loopback as %s, even if it were listed", async (host) => {
    await refused(`${host}:${port}`, LOOSE, "closed");
  });

  test.each(["127.0.0.1", "::1", "169.254.169.254", "fe80::1%eth0", "100.100.100.200", "0.0.0.0"])(
    "a listed name that leads to %s",
    async (address) => {
      const addressesOf = async () => [address];
      await refused(`mirror.test:${port}`, ["mirror.test"], "closed", { addressesOf });
    },
  );

  test("OpenCode's own port, even if it were listed", async () => {
    const { out } = await wayOut([`${own}:${port}`], { ownAddresses: () => [own] }, port);
    seen.length = 0;
    expect(await ask(out.socket, tunnel(`${own}:${port}`))).toMatch(/^HTTP\/1\.1 403/);
    expect(out.refused()).toEqual([{ host: `${own}:${port}`, why: "opencode" }]);
    expect(seen).toEqual([]);
  });

  test.each([
    ["a user before the host", `user@mirror.test:PORT`],
    ["a second host behind a user", `mirror.test:80@other.test:PORT`],
    ["a fragment", `mirror.test:PORT#x`],
    ["a zero byte", `mirror.test\0.other.test:PORT`],
    ["a percent sign", `mirror%2etest:PORT`],
    ["a backslash", `other.test\\mirror.test:PORT`],
    ["no port", `mirror.test`],
    ["a port beyond the last", `mirror.test:${65_536 + 80}`],
  ])("a request that can be read in two ways: %s", async (_what, text) => {
    const { out } = await wayOut(["mirror.test"], { addressesOf: toMirror });
    seen.length = 0;
    expect(await ask(out.socket, tunnel(text.replace("PORT", String(port))))).toMatch(
      /^HTTP\/1\.1 400/,
    );
    expect(out.refused()[0]?.why).toBe("unreadable");
    expect(seen).toEqual([]);
  });
});

test("a name that changes its address between judgement and connection gains nothing", async () => {
  const answers = [[own], ["127.0.0.1"]];
  const { out, looked } = await wayOut(["mirror.test"], {
    addressesOf: async () => answers.shift() ?? [],
  });
  const request = plain(`http://mirror.test:${port}/`);
  expect(await ask(out.socket, request)).toContain("from the mirror");
  expect(looked).toHaveLength(1);
  expect(await ask(out.socket, request)).toMatch(/^HTTP\/1\.1 403/);
  expect(out.refused()).toEqual([{ host: `mirror.test:${port}`, why: "closed" }]);
});

test("a second request behind a plain one goes nowhere", async () => {
  const { out } = await wayOut(["mirror.test"], { addressesOf: toMirror });
  seen.length = 0;
  const kept = "Connection: keep-alive\r\nProxy-Connection: keep-alive\r\nHost: other.test\r\n";
  const both =
    plain(`http://mirror.test:${port}/1`, kept) +
    plain("http://other.test/2", "Host: other.test\r\n");
  expect(await ask(out.socket, both)).toContain("from the mirror");
  expect(seen).toEqual([`GET /1 mirror.test:${port}`]);
});

test("a server that takes no connection, and a name without an address, are said and not refused", async () => {
  const taken = createTcp().listen(0, own);
  await once(taken, "listening");
  const free = (taken.address() as AddressInfo).port;
  await new Promise((resolve) => taken.close(resolve));
  const gone = await wayOut(["mirror.test"], { addressesOf: toMirror });
  expect(await ask(gone.out.socket, tunnel(`mirror.test:${free}`))).toMatch(/^HTTP\/1\.1 502/);
  const unknown = await wayOut(["mirror.test"]);
  expect(await ask(unknown.out.socket, tunnel("mirror.test:80"))).toContain("no address of");
  expect([...gone.out.refused(), ...unknown.out.refused()]).toEqual([]);
});

test("the end of the call ends a tunnel, and the socket is gone", async () => {
  // The end of the call resets it.
  const still = createTcp((far) => void far.on("error", () => undefined)).listen(0, own);
  onTestFinished(() => void still.close());
  await once(still, "listening");
  const place = `mirror.test:${(still.address() as AddressInfo).port}`;
  const { out } = await wayOut(["mirror.test"], { addressesOf: toMirror });
  const near = connect(out.socket);
  near.write(`CONNECT ${place} HTTP/1.1\r\n\r\n`);
  let text = "";
  near.on("data", (chunk) => {
    text += String(chunk);
  });
  while (!text.includes("established")) await once(near, "data");
  await Promise.all([once(near, "close"), out.close()]);
  expect(existsSync(dirname(out.socket))).toBe(false);
});
