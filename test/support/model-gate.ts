import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A fixed address for an OpenCode; behind it is the model server of one test file at a time. */
export interface ModelGate {
  /** Base URL for an OpenAI client; ends with `/v1`. */
  url: string;
  /** From now on, requests lead to this loopback port. */
  lead(port: number): void;
  /**
   * Cuts all requests. The sessions that have asked so far have ended with their file: OpenCode may still repeat a
   * request of theirs later, and the next file's model must not answer it.
   */
  shut(): void;
  close(): Promise<void>;
}

export async function openModelGate(): Promise<ModelGate> {
  const ended = new Set<string>();
  const asking = new Set<string>();
  let target: number | undefined;
  const server = createServer((incoming, outgoing) => {
    const session = incoming.headers["x-session-id"];
    if (typeof session === "string") (target === undefined ? ended : asking).add(session);
    if (target === undefined || ended.has(String(session))) refuse(outgoing);
    else forward(target, incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const shut = () => {
    target = undefined;
    for (const session of asking) ended.add(session);
    asking.clear();
    server.closeAllConnections();
  };
  return {
    url: `http://127.0.0.1:${port}/v1`,
    lead(to) {
      target = to;
    },
    shut,
    async close() {
      shut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A status that no client repeats. */
function refuse(outgoing: ServerResponse): void {
  outgoing.writeHead(410, { "content-type": "application/json" });
  outgoing.end(JSON.stringify({ error: { message: "The test file of this session has ended." } }));
}

function forward(port: number, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method = "GET", url: path = "/", headers } = incoming;
  const model = request({ host: "127.0.0.1", port, method, path, headers, agent: false });
  model.on("response", (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    // The first bytes of a stream may come much later than its head.
    outgoing.flushHeaders();
    // A client must notice a cut answer.
    answer.on("error", () => outgoing.destroy());
    answer.pipe(outgoing);
  });
  model.on("error", () => outgoing.destroy());
  // The model server must notice a client that leaves.
  outgoing.on("close", () => model.destroy());
  incoming.pipe(model);
}
