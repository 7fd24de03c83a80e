// Run as `node jail-probe.mjs '<targets as JSON>'`, inside a jail and outside: tries to reach each target, and prints how
// each attempt ended: "reached", or the error's code. Targets: { tcp: port, dns: port, sockets: { name: path } }.
import { Resolver } from "node:dns/promises";
import { connect } from "node:net";

const { tcp, dns, sockets } = JSON.parse(process.argv[2]);

const reach = (where) =>
  new Promise((resolve) => {
    const socket = connect(where);
    socket.on("connect", () => {
      socket.destroy();
      resolve("reached");
    });
    socket.on("error", ({ code }) => resolve(code));
  });

async function lookUp(port) {
  const resolver = new Resolver({ timeout: 1_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  try {
    await resolver.resolve4("example.test");
    return "reached";
  } catch ({ code }) {
    return code;
  }
}

const found = { tcp: await reach({ host: "127.0.0.1", port: tcp }), dns: await lookUp(dns) };
for (const [name, path] of Object.entries(sockets)) found[name] = await reach({ path });
process.stdout.write(`${JSON.stringify(found)}\n`);
