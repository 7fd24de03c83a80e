import { once } from "node:events";
import { createServer } from "node:net";

/** A port of this machine that counts who comes in; a visit of our own shows that it can be reached. */
export interface Door {
  readonly port: number;
  visits(): number;
  close(): Promise<void>;
}

export async function openDoor(): Promise<Door> {
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    port,
    visits: () => visits,
    async close() {
      server.close();
      await once(server, "close");
    },
  };
}
