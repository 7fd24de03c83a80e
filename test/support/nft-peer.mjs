import { createSocket } from "node:dgram";
import { connect, createServer } from "node:net";

const HOSTS = ["10.0.0.5", "10.0.0.6", "fd00::5", "fd00::6"];
const PORTS = [8001, 8002];
const UDP = { host: "10.0.0.5", port: 8001 };

if (process.argv[2] === "serve") {
  for (const host of HOSTS)
    for (const port of PORTS)
      await new Promise((done) =>
        createServer((socket) => socket.end("x")).listen(port, host, done),
      );
  const udp = createSocket("udp4");
  udp.on("message", (message, { port, address }) => udp.send(message, port, address));
  await new Promise((done) => udp.bind(UDP.port, UDP.host, done));
  process.stdout.write("ready\n");
} else {
  const reached = [];
  for (const host of HOSTS)
    for (const port of PORTS) if (await tcp(host, port)) reached.push(`${host} ${port}`);
  if (await udp()) reached.push("udp");
  process.stdout.write(`${JSON.stringify(reached)}\n`);
  process.exit();
}

function tcp(host, port) {
  return new Promise((done) => {
    const socket = connect({ host, port });
    socket.on("data", () => done(true));
    socket.on("error", () => done(false));
  });
}

function udp() {
  return new Promise((done) => {
    const socket = createSocket("udp4");
    socket.on("message", () => done(true));
    socket.on("error", () => done(false));
    socket.send("x", UDP.port, UDP.host, (error) => error && done(false));
  });
}
