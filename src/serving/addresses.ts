import { hostname } from "node:os";
import type { Settings } from "./settings.ts";

/** Where this machine reaches the server. */
export function originOf({ host, port }: Settings): string {
  return `http://${reachable(host)}:${port}`;
}

/** For clients, which may run elsewhere. */
export function addressFor({ host, port }: Settings): string {
  const everywhere = host === "0.0.0.0" || host === "::";
  return `http://${everywhere ? hostname() : reachable(host)}:${port}`;
}

/** Where this machine reaches a server that listens everywhere. */
export function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
