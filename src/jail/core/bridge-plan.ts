/** One address of a model server, carried over the border of the jail. */
export interface Crossing {
  /** As the configuration names it; the outside part connects to it. An IPv6 address has no brackets. */
  readonly server: { readonly host: string; readonly port: number };
  /** Where the inside part listens. */
  readonly inside: { readonly address: string; readonly port: number };
  /** Name of the unix socket between the two parts. */
  readonly socket: string;
}

export interface BridgePlan {
  readonly crossings: readonly Crossing[];
  /** Text of /etc/hosts in the jail: each server's name leads to the bridge. */
  readonly hosts: string;
  /** Addresses that the jail's loopback needs besides its own, because the configuration names numbers. */
  readonly addresses: readonly string[];
}

/**
 * A bridge for each host and port that the URLs name. The configuration stays as it is: a name leads to an address of
 * the jail's own loopback, so the Host header and the name in TLS stay the server's.
 */
export function bridgePlan(urls: readonly string[]): BridgePlan {
  const servers = new Map(urls.map(serverOf).map((one) => [`${one.host} ${one.port}`, one]));
  const names = [...new Set([...servers.values()].map(({ host }) => host).filter(needsName))];
  const addressOf = (host: string) => {
    const number = names.indexOf(host);
    return number === -1 ? literal(host) : loopback(number);
  };
  const crossings = [...servers.values()].map((server, index) => ({
    server,
    inside: { address: addressOf(server.host), port: server.port },
    socket: `${index}.sock`,
  }));
  const lines = names.map((name, number) => `${loopback(number)} ${name}`);
  const foreign = crossings.map(({ inside }) => inside.address).filter((one) => !isLoopback(one));
  return {
    crossings,
    hosts: ["127.0.0.1 localhost", ...lines, ""].join("\n"),
    addresses: [...new Set(foreign)],
  };
}

function serverOf(url: string): Crossing["server"] {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  return { host, port: Number(port) || (protocol === "https:" ? 443 : 80) };
}

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

function needsName(host: string): boolean {
  return host !== "localhost" && !host.includes(":") && !IPV4.test(host);
}

function literal(host: string): string {
  return host === "localhost" || host === "0.0.0.0" ? "127.0.0.1" : host;
}

/** Two servers may have the same port, so each name has an address of its own. */
function loopback(number: number): string {
  return `127.0.${1 + Math.floor(number / 250)}.${1 + (number % 250)}`;
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}
