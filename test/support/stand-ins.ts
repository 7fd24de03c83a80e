import {
  createServer as createHttpServer,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** Small loopback servers that are faulty model servers. All of them are removed when the test ends. */

/** Answers with `listener`; the URL ends in /v1. */
export async function serving(listener: RequestListener): Promise<string> {
  const server = createHttpServer(listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${await portOf(server)}/v1`;
}

/** Accepts connections and never sends anything. */
export async function halfOpenPort(): Promise<string> {
  return `http://127.0.0.1:${await tcpPort(() => undefined)}/v1`;
}

/** Sends `words` to a client that has sent anything, and closes the connection. */
export async function talkingPort(words: string): Promise<string> {
  const port = await tcpPort((socket) => socket.once("data", () => socket.end(words)));
  return `http://127.0.0.1:${port}/v1`;
}

/** An address at which a server has just ended. */
export async function closedPort(): Promise<string> {
  const server = createTcpServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/v1`;
}

async function tcpPort(take: Parameters<typeof createTcpServer>[1]): Promise<number> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    take?.(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return portOf(server);
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** Pages like vLLM's pages. `chat` answers chats (it gets the body of the request); `hits` gives the cache counter. */
export function vllmWith(
  chat: (response: ServerResponse, body: { messages: { content: string }[] }) => unknown,
  hits?: () => number,
): Promise<string> {
  const model = { id: "qwen3-coder-next", owned_by: "vllm", max_model_len: 131_072 };
  return serving(async (request, response) => {
    const counter = `vllm:prefix_cache_hits_total{engine="0",model_name="q"} `;
    const pages: Record<string, () => string> = {
      "/v1/models": () => JSON.stringify({ data: [model] }),
      "/version": () => '{"version":"0.33.0"}',
      "/health": () => "",
      ...(hits ? { "/metrics": () => `# TYPE x counter\n${counter}${hits()}.0\n` } : {}),
    };
    if (request.method === "POST") chat(response, JSON.parse(await text(request)));
    else {
      const found = pages[request.url ?? ""];
      response.writeHead(found ? 200 : 404).end(found?.());
    }
  });
}

/** Sends these events, each an object or raw text, and ends the response. */
export function sendEvents(response: ServerResponse, events: readonly (object | string)[]): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  const datas = events.map((event) => (typeof event === "string" ? event : JSON.stringify(event)));
  response.end(datas.map((data) => `data: ${data}\n\n`).join(""));
}

/** One chunk of a streamed chat. */
export function chunk(delta: object, finish: string | null = null): object {
  return { choices: [{ index: 0, delta, finish_reason: finish }] };
}
