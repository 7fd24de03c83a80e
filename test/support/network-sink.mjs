// For a process inside a network namespace in which every address is this machine's: answers every look-up of a name
// with an address of its own, and takes every connection to the ports of services that programs call.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/** Ports of the services that programs of developers call. */
const PORTS = [22, 80, 443, 3128, 4318, 4873, 8080, 9418];

/** Resolves with { lookups, connections }: lists that grow, of names and of `name:port`. */
export async function openSink() {
  const names = new Map();
  const lookups = [];
  const connections = [];
  const dns = createSocket("udp4");
  dns.on("message", (packet, from) => {
    const { name, type, bytes } = questionOf(packet);
    lookups.push(name);
    if (!names.has(name)) names.set(name, `198.18.${names.size >> 7}.${(names.size & 127) + 1}`);
    dns.send(answerTo(packet, { type, bytes, address: names.get(name) }), from.port, from.address);
  });
  await new Promise((resolve) => dns.bind(53, "0.0.0.0", resolve));
  for (const port of PORTS) {
    const sink = createServer((socket) => {
      const [name = socket.localAddress] =
        [...names].find(([, address]) => address === socket.localAddress) ?? [];
      connections.push(`${name}:${port}`);
      socket.on("error", () => {}).destroy();
    });
    await new Promise((resolve) => sink.listen(port, "0.0.0.0", resolve));
  }
  return { lookups, connections };
}

/** The name in a DNS question, and the question's bytes. */
function questionOf(packet) {
  const labels = [];
  let at = 12;
  for (; packet[at]; at += packet[at] + 1)
    labels.push(packet.subarray(at + 1, at + 1 + packet[at]).toString());
  const type = packet.readUInt16BE(at + 1);
  return { name: labels.join("."), type, bytes: packet.subarray(12, at + 5) };
}

function answerTo(packet, { type, bytes, address }) {
  const head = Buffer.from(packet.subarray(0, 12));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(type === 1 ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  const numbers = address.split(".").map(Number);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...numbers]);
  return Buffer.concat([head, bytes, type === 1 ? record : Buffer.alloc(0)]);
}
