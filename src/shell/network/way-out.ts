import { lookup } from "node:dns/promises";
import { mkdtemp, rm } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { openDoors } from "../../kit/bridge/doors.ts";
import type { ListedHosts, RefusedHost } from "../core/network.ts";
import { type Surroundings, serveProxy } from "./serve-proxy.ts";

/** The way of one call to the hosts of a list. */
export interface WayOut {
  /** Absolute path of the unix socket that leads to our proxy. */
  readonly socket: string;
  /** The hosts that were refused so far, each once. */
  refused(): RefusedHost[];
  /** Ends every connection; the socket is gone afterwards. */
  close(): Promise<void>;
}

/** More would fill the answer that the model reads. */
const MOST_REFUSED = 20;

/**
 * Opens the outside half for one call: a socket in a folder of its own below /tmp, which every agent's shell in
 * bubblewrap has for itself, so that no other call sees it.
 */
export async function openWayOut(
  hosts: ListedHosts,
  around: Surroundings = thisMachine,
): Promise<WayOut> {
  const folder = await mkdtemp(join("/tmp", "aegis-out-"));
  const refused = new Map<string, RefusedHost>();
  const note = (one: RefusedHost) => {
    if (refused.size < MOST_REFUSED) refused.set(`${one.host} ${one.why}`, one);
  };
  const socket = join(folder, "s");
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const doors = await openDoors([
      { path: socket, enter: (near) => serveProxy(near, { hosts, around, refuse: note }) },
    ]);
    return {
      socket,
      refused: () => [...refused.values()],
      async close() {
        doors.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

const thisMachine: Surroundings = {
  async addressesOf(name) {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  },
  ownAddresses: () =>
    Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
};
