#!/usr/bin/env node
// Stands in for `vllm-router` in tests that need no routing: reports when it is ready, and stops on SIGTERM.
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";

const args = process.argv.slice(2);
const value = (flag) => args[args.indexOf(flag) + 1];
appendFileSync(process.env.FAKE_VLLM_CALLS, `${JSON.stringify({ command: "router", args })}\n`);
const server = createServer((request, response) => {
  response.writeHead(request.url === "/readiness" ? 200 : 503).end();
});
server.listen(Number(value("--port")), value("--host"));
process.on("SIGTERM", () => process.exit(0));
