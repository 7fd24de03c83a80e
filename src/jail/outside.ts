import { chmod } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { Crossing } from "./core/bridge-plan.ts";
import { listening } from "./listening.ts";
import { cut, relay } from "./relay.ts";

/** Sent as the first byte when the server has taken the connection; it is no part of what is carried. */
export const TAKEN = Buffer.from("+");

/** Time for the server to take a connection, in milliseconds. */
const CONNECT_MS = 10_000;

/**
 * The part of the bridge outside the jail: a unix socket for each crossing in `folder`, for this user alone, and a
 * connection to the server for each connection to the socket.
 */
export async function openOutside(
  crossings: readonly Crossing[],
  folder: string,
): Promise<{ close(): void }> {
  const open = new Set<Socket>();
  const servers: Server[] = [];
  const close = () => {
    for (const server of servers) server.close();
    for (const socket of open) socket.destroy();
  };
  try {
    for (const { server: target, socket } of crossings) {
      const server = createServer({ allowHalfOpen: true }, (near) => {
        open.add(near);
        near.on("close", () => open.delete(near));
        carryOut(near, target);
      });
      servers.push(server);
      const path = join(folder, socket);
      await listening(server, { path });
      await chmod(path, 0o600);
    }
    return { close };
  } catch (error) {
    close();
    throw error;
  }
}

function carryOut(near: Socket, { host, port }: Crossing["server"]): void {
  const far = connect({ host, port, allowHalfOpen: true, noDelay: true });
  const late = setTimeout(() => far.destroy(), CONNECT_MS);
  // Until the server has taken the connection, either end ends both.
  const nearGone = () => far.destroy();
  const farGone = () => cut(near);
  near.on("error", nearGone).on("close", nearGone);
  far.on("error", farGone).on("close", farGone);
  far.once("close", () => clearTimeout(late));
  far.once("connect", () => {
    clearTimeout(late);
    far.off("close", farGone);
    near.off("close", nearGone);
    near.write(TAKEN);
    relay(near, far);
  });
}
