import { openInside } from "../../kit/bridge/inside.ts";

/**
 * The inside half of a call's way out: `shell-bridge.js <socket> <port>`, run by OpenCode's own program as its Bun in
 * the sandbox of the call. It listens on the call's own loopback, says so in one line, and ends with the sandbox. What
 * comes in goes to the socket as it is: everything is judged outside.
 */
const [socket = "", port = ""] = process.argv.slice(2);
try {
  await openInside([{ address: "127.0.0.1", port: Number(port), socket }]);
  process.stdout.write("listens\n");
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
