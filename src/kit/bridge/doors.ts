import { chmod } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { listening } from "./listening.ts";

/** One way out of a network: a unix socket, and what happens with each connection to it. */
export interface Door {
  /** Absolute path. */
  readonly path: string;
  enter(near: Socket): void;
}

/** More would take the file handles of this process. npm opens some fifty at a time. */
const MOST_CONNECTIONS = 512;

/** The part of a bridge outside: it listens on each door, for this user alone. `close` ends every connection. */
export async function openDoors(doors: readonly Door[]): Promise<{ close(): void }> {
  const open = new Set<Socket>();
  const servers: Server[] = [];
  const close = () => {
    for (const server of servers) server.close();
    for (const socket of open) socket.destroy();
  };
  try {
    for (const { path, enter } of doors) {
      const server = createServer({ allowHalfOpen: true }, (near) => {
        if (open.size >= MOST_CONNECTIONS) return void near.destroy();
        open.add(near);
        near.on("close", () => open.delete(near));
        enter(near);
      });
      servers.push(server);
      await listening(server, { path });
      await chmod(path, 0o600);
    }
    return { close };
  } catch (error) {
    close();
    throw error;
  }
}
