import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { execa } from "execa";

const ALONE = ["-Urn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];
const BRIDGE = join(import.meta.dirname, "closed-network.mjs");
const { status, stderr, error } = spawnSync("unshare", [...ALONE, "nsenter", "--version"], {
  encoding: "utf8",
});

/** Why this machine cannot close a network; undefined if it can. */
export const NO_CLOSED_NETWORK = status === 0 ? undefined : `${error ?? stderr.trim()}`;

/** A network in which nothing exists except its own loopback, and on that the server of `url`, at port 8001. */
export async function closedNetwork(options: { url: string; socket: string }) {
  const { port } = new URL(options.url);
  const server = createServer((inside) => {
    const outside = connect(Number(port), "127.0.0.1");
    inside.pipe(outside).pipe(inside);
    inside.on("error", () => outside.destroy());
    outside.on("error", () => inside.destroy());
  });
  server.listen(options.socket);
  await once(server, "listening");
  const bridge = [process.execPath, BRIDGE, "8001", options.socket];
  const holder = execa("unshare", [...ALONE, ...bridge], { stdin: "pipe", buffer: false });
  const [first] = await Promise.race([once(holder.stdout, "data"), holder.then(() => [""])]);
  if (!String(first).startsWith("ready")) throw new Error("The network's holder did not start.");
  return {
    /** Runs a program in this network; never rejects because of its exit code. */
    run(command: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
      const enter = ["--user", "--net", "--preserve-credentials", `--target=${holder.pid}`, "--"];
      return execa("nsenter", [...enter, ...command], {
        ...{ cwd, env, extendEnv: false },
        ...{ reject: false, stdin: "ignore" },
      });
    },
    async close() {
      holder.stdin.end();
      await holder;
      server.close();
    },
  };
}
