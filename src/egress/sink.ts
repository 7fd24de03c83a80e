import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { listening } from "../kit/bridge/listening.ts";
import { answerTo, questionOf, standInAddress } from "./core/dns-message.ts";
import { HEARD_PORTS } from "./core/namespace.ts";
import { isLoopback } from "./core/sockets.ts";
import { programAt } from "./program-of.ts";
import { Watch } from "./watch.ts";

const DNS = 53;

/**
 * Opens the end of every way in this network: a name server that answers each name with an address of its own, and
 * programs that take a connection and close it. Everything is noted in the returned watch.
 */
export async function openSink(ports: readonly number[]): Promise<Watch> {
  const addresses = new Map<string, string>();
  const names = new Map<string, string>();
  const watch = new Watch((address) => names.get(address));
  const addressFor = (name: string) => {
    const address = addresses.get(name) ?? standInAddress(names.size + 1);
    addresses.set(name, address);
    names.set(address, name);
    return address;
  };
  const everywhere = existsSync("/proc/net/if_inet6") ? "::" : "0.0.0.0";
  for (const port of HEARD_PORTS) {
    const socket = createSocket(everywhere === "::" ? "udp6" : "udp4");
    socket.on("message", (packet, from) => {
      const program = programAt("udp", from.port);
      const question = port === DNS ? questionOf(packet) : undefined;
      if (question === undefined) {
        watch.note({ protocol: "udp", host: "", port, program });
        return;
      }
      watch.note({ protocol: "dns", host: question.name, port, program });
      const answer = answerTo(packet, question, addressFor(question.name));
      socket.send(answer, from.port, from.address);
    });
    socket.bind(port, everywhere);
    await once(socket, "listening");
  }
  for (const port of ports) {
    const server = createServer((taken) => {
      taken.on("error", () => undefined);
      const { localAddress = "", remotePort = 0 } = taken;
      const host = localAddress.replace(/^::ffff:/, "");
      if (!isLoopback(host))
        watch.note({ protocol: "tcp", host, port, program: programAt("tcp", remotePort) });
      taken.destroy();
    });
    await listening(server, { host: everywhere, port });
  }
  return watch;
}
