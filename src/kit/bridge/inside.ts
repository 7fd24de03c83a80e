import { connect, createServer, type Socket } from "node:net";
import { listening } from "./listening.ts";
import { cut, relay } from "./relay.ts";

/** Sent by the outside part as the first byte when the connection is taken there; it is no part of what is carried. */
export const TAKEN = Buffer.from("+");

/** Where the inside part listens, and the unix socket that leads out. */
export interface Entrance {
  readonly address: string;
  readonly port: number;
  /** Absolute path. */
  readonly socket: string;
}

/** OpenCode's Bun never reads a connection again that is paused later than this. */
const OPTIONS = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };

/** The part of a bridge inside a network without a way out. It listens as long as this process lives. */
export async function openInside(entrances: readonly Entrance[]): Promise<{ close(): void }> {
  const servers = entrances.map(({ socket }) =>
    createServer(OPTIONS, (near) => carryIn(near, socket)),
  );
  for (const [index, { address, port }] of entrances.entries()) {
    const server = servers[index];
    if (server) await listening(server, { host: address, port });
  }
  return {
    close() {
      for (const server of servers) server.close();
    },
  };
}

/** The system has taken the connection already, so a server that is gone shows as a reset. */
function carryIn(near: Socket, path: string): void {
  const far = connect({ path, allowHalfOpen: true });
  const nearGone = () => far.destroy();
  const farGone = () => cut(near);
  near.on("error", nearGone).on("close", nearGone);
  far.on("error", farGone).on("end", farGone).on("close", farGone);
  far.once("readable", () => {
    if (far.read(TAKEN.length) === null) return;
    far.off("end", farGone).off("close", farGone);
    near.off("close", nearGone);
    relay(near, far);
  });
}
