import { randomBytes } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openOutside } from "../../../src/jail/outside.ts";
import { openInside } from "../../../src/kit/bridge/inside.ts";
import { listening } from "../../../src/kit/bridge/listening.ts";

let folder: string;
let server: Server;
const closing: { close(): void }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aegis-bridge-"));
});
afterEach(async () => {
  for (const one of closing.splice(0)) one.close();
  await rm(folder, { recursive: true, force: true });
});

/** A server that treats each connection so, behind a bridge; returns the port of the bridge. */
async function bridged(serve: (socket: Socket) => void): Promise<number> {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    serve(socket);
  });
  await listening(server, { host: "127.0.0.1", port: 0 });
  closing.push(server);
  const { port } = server.address() as AddressInfo;
  const inside = await freePort();
  const crossing = {
    server: { host: "127.0.0.1", port },
    inside: { address: "127.0.0.1", port: inside },
    socket: "0.sock",
  };
  closing.push(await openOutside([crossing], folder));
  closing.push(await openInside([{ ...crossing.inside, socket: join(folder, "0.sock") }]));
  return inside;
}

async function freePort(): Promise<number> {
  const taken = createServer();
  await listening(taken, { host: "127.0.0.1", port: 0 });
  const { port } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  return port;
}

const client = (port: number) => connect({ host: "127.0.0.1", port, allowHalfOpen: true });

function later<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (value: T) => resolve(value) };
}

/** All bytes up to the end. The socket stays open for writing: the helpers of Node would destroy it. */
function whole(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    socket.on("end", () => resolve(Buffer.concat(chunks)));
    socket.on("error", reject);
  });
}

/** The error of a connection that ends with one. */
function errorOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on("end", () => resolve("ended as if whole"));
    socket.resume();
  });
}

test("bytes arrive as they were sent, in both directions", async () => {
  const port = await bridged((socket) => socket.pipe(socket));
  const sent = randomBytes(3_000_000);
  const socket = client(port);
  socket.end(sent);
  expect((await whole(socket)).equals(sent)).toBe(true);
});

test("a side that has ended still receives", async () => {
  const port = await bridged((socket) => {
    void whole(socket).then((bytes) => socket.end(`read ${bytes.length} up to the end`));
  });
  const socket = client(port);
  socket.end("question");
  expect((await whole(socket)).toString()).toBe("read 8 up to the end");
});

test("an answer that has ended leaves the question open", async () => {
  const rest = later<string>();
  const port = await bridged((socket) => {
    socket.end("answer");
    void whole(socket).then((bytes) => rest.resolve(bytes.toString()));
  });
  const socket = client(port);
  expect((await whole(socket)).toString()).toBe("answer");
  socket.end("late");
  expect(await rest.promise).toBe("late");
});

test("many connections at once do not mix", async () => {
  const port = await bridged((socket) => socket.pipe(socket));
  const texts = Array.from({ length: 60 }, (_, number) => `connection ${number}`);
  const answers = texts.map((text) => {
    const socket = client(port);
    socket.end(text);
    return whole(socket);
  });
  expect((await Promise.all(answers)).map(String)).toEqual(texts);
});

test("a server that is gone resets the connection instead of keeping it waiting", async () => {
  const port = await bridged((socket) => socket.pipe(socket));
  await new Promise((resolve) => server.close(resolve));
  expect(await errorOf(client(port))).toBe("ECONNRESET");
});

test("a client that breaks off is noticed by the server", async () => {
  const gone = later<void>();
  const port = await bridged((socket) => {
    socket.write("first");
    socket.on("close", () => gone.resolve());
    socket.on("end", () => socket.end());
    socket.resume();
  });
  const socket = client(port);
  socket.once("data", () => socket.resetAndDestroy());
  await gone.promise;
});

test("only this user can use the socket", async () => {
  await bridged((socket) => socket.pipe(socket));
  expect((await stat(join(folder, "0.sock"))).mode & 0o777).toBe(0o600);
});
