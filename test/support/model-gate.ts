import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A fixed address for an OpenCode; behind it is the model server of one test file at a time. */
export interface ModelGate {
  /** Base URL for an OpenAI client; ends with `/v1`. */
  url: string;
  /** From now on, connections lead to this loopback port. */
  lead(port: number): void;
  /** Cuts all connections and accepts no new connections. */
  shut(): void;
  close(): Promise<void>;
}

export async function openModelGate(): Promise<ModelGate> {
  const open = new Set<Socket>();
  let target: number | undefined;
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    client.on("error", () => client.destroy());
    if (target === undefined) {
      client.destroy();
      return;
    }
    const model = connect({ port: target, host: "127.0.0.1", allowHalfOpen: true });
    keep(client);
    keep(model);
    model.on("error", () => client.destroy());
    // The model server must notice a client that leaves, and a client must notice a cut answer.
    client.once("close", () => model.destroy());
    model.once("close", () => client.destroy());
    client.pipe(model);
    model.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const shut = () => {
    target = undefined;
    for (const socket of open) socket.destroy();
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
