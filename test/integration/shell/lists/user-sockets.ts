import { once } from "node:events";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished } from "vitest";

const ENDS = "s.on('error', (e) => { console.log(e.code); process.exit() })";
/** Ends with "reached", or with the code of the error. */
export const CONNECT = `const s = require('net').connect(process.argv[1]); s.on('connect', () => { console.log('reached'); process.exit() }); ${ENDS}`;
const LISTEN = `const s = require('net').createServer((c) => c.end()); ${ENDS}; s.listen(process.argv[1], () => { console.log('listens'); ACT })`;
/** Listens and connects to itself. */
export const OWN = LISTEN.replace(
  "ACT",
  CONNECT.replace("const s", "const c").replaceAll("s.on", "c.on"),
);

/** A line that starts the script with this path. */
export function program(script: string, path: string): string {
  return `node -e "${script}" ${path}`;
}

/** A program of the user that listens at `path`, seen from `cwd`. */
export async function listener(cwd: string, path: string): Promise<void> {
  const server = execa("node", ["-e", LISTEN.replace("ACT", ""), path], {
    cwd,
    reject: false,
    stdout: "pipe",
  });
  onTestFinished(async () => {
    server.kill("SIGKILL");
    await server;
  });
  const [line] = await once(server.stdout, "data");
  expect(String(line)).toContain("listens");
}

/** Where a program of the user listens: a name, the path from the checkout, and as it is bound. */
export const PLACES: [string, string, (top: string) => string][] = [
  ["in the project", "dev.sock", (top: string) => join(top, "dev.sock")],
  ["bound by a relative path", "dev.sock", () => "dev.sock"],
  ["bound through a link", "dev.sock", (top: string) => join(top, "..", "link", "dev.sock")],
  ["in a read-only folder", ".git/inner.sock", (top: string) => join(top, ".git/inner.sock")],
  ["with blanks in its name", "a b.sock", (top: string) => join(top, "a b.sock")],
];
