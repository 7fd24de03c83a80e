import { hostname } from "node:os";
import type { Settings } from "./settings.ts";

/** Address for this machine. */
export function originOf({ host, port }: Settings): string {
  return `http://${reachable(host)}:${port}`;
}

/** Address for clients, which may run on other machines. */
export function addressFor({ host, port }: Settings): string {
  const everywhere = host === "0.0.0.0" || host === "::";
  return `http://${everywhere ? hostname() : reachable(host)}:${port}`;
}

/** Address on which this machine reaches a server that listens on all interfaces. */
export function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
