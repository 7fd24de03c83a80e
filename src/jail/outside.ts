import { join } from "node:path";
import { connectOut } from "../kit/bridge/connect-out.ts";
import { openDoors } from "../kit/bridge/doors.ts";
import { TAKEN } from "../kit/bridge/inside.ts";
import { cut, relay } from "../kit/bridge/relay.ts";
import type { Crossing } from "./core/bridge-plan.ts";

/**
 * The part of the bridge outside the jail: a unix socket for each crossing in `folder`, for this user alone, and a
 * connection to the server for each connection to the socket.
 */
export function openOutside(
  crossings: readonly Crossing[],
  folder: string,
): Promise<{ close(): void }> {
  return openDoors(
    crossings.map(({ server, socket }) => ({
      path: join(folder, socket),
      enter: (near) =>
        connectOut(near, server, {
          taken(far) {
            near.write(TAKEN);
            relay(near, far);
          },
          lost: () => cut(near),
        }),
    })),
  );
}
