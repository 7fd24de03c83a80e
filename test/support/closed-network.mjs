// Run as `node closed-network.mjs <port> <socket>` in a network namespace of its own: what connects to the port there
// reaches the Unix socket, which is a file and so needs no network. Prints "ready", and holds the namespace until its
// standard input ends.
import { connect, createServer } from "node:net";

const [port, socket] = process.argv.slice(2);
const server = createServer((inside) => {
  const outside = connect(socket);
  inside.pipe(outside).pipe(inside);
  inside.on("error", () => outside.destroy());
  outside.on("error", () => inside.destroy());
});
server.listen(Number(port), "127.0.0.1", () => process.stdout.write("ready\n"));
process.stdin.resume().on("end", () => process.exit());
