import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { CONTROL, type ControlAct, unseenActs } from "./core/control.ts";
import type { Watch } from "./watch.ts";

const LOOK_MS = 20;
/**
 * How often it is asked whether the watch has seen an act. A number and no time: on a slow machine each look comes later, and
 * the watch works meanwhile.
 */
const LOOKS = 250;

/** Does on purpose what the watch must see; resolves with what it did not see. */
export async function controlOf(watch: Watch): Promise<string[]> {
  const { address } = await lookup(CONTROL.name, { family: 4 }).catch(() => ({ address: "" }));
  const sockets = [
    ...(address === "" ? [] : [connect(CONTROL.answered, address)]),
    connect(CONTROL.waiting, CONTROL.address),
  ];
  // What becomes of the connections does not matter here: they are to be seen.
  for (const socket of sockets) socket.on("error", () => undefined);
  const datagram = createSocket("udp4");
  datagram.send("audit", CONTROL.unheard, CONTROL.address);
  await once(datagram.unref(), "listening");
  let left: readonly ControlAct[] = unseenActs(watch.attempts);
  for (let look = 0; left.length > 0 && look < LOOKS; look += 1) {
    await pause(LOOK_MS);
    left = unseenActs(watch.attempts);
  }
  for (const socket of sockets) socket.destroy();
  datagram.close();
  return left.map(({ what }) => what);
}
