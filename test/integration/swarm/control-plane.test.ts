import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { controlPlane } from "../../../src/swarm/adapters/control-plane.ts";

/** A server as OpenCode shows it: the same object each time. */
async function listening(answer: RequestListener) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return controlPlane({ serverUrl: new URL(`http://127.0.0.1:${port}/`) });
}

test("OpenCode without a port is not asked", async () => {
  const plane = controlPlane({
    get serverUrl() {
      return new URL("http://localhost:4096/");
    },
  });
  expect(plane.listens()).toBe(false);
  expect(await plane.access()).toEqual({ listens: false });
});

test("the address of no port counts as a port once OpenCode really listens there", () => {
  expect(controlPlane({ serverUrl: new URL("http://localhost:4096/") }).listens()).toBe(true);
});

test("only a clear refusal counts as closed", async () => {
  const plane = await listening((_request, response) => response.writeHead(401).end());
  const access = await plane.access();
  expect(access).toMatchObject({ listens: true, url: expect.stringContaining("127.0.0.1") });
  expect(access).not.toHaveProperty("why");
});

test.each([200, 404, 500])("an answer %i counts as open", async (status) => {
  const plane = await listening((_request, response) => response.writeHead(status).end("{}"));
  expect(await plane.access()).toMatchObject({
    why: { en: expect.stringContaining(String(status)) },
  });
});

test("a server that cuts the connection, or never answers, counts as open", async () => {
  const cut = await listening((request) => request.socket.destroy());
  expect(await cut.access()).toMatchObject({
    why: { en: expect.stringContaining("does not say") },
  });
  const silent = await listening(() => undefined);
  expect(await silent.access()).toMatchObject({
    why: { en: expect.stringContaining("does not say") },
  });
});
