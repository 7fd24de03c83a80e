/** A host as a program asks for it. */
export interface HostAndPort {
  /** A name in lower case without a dot at its end, or an address; an IPv6 address has no brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** One entry of `shell.network.allowedDomains`. */
interface Entry {
  readonly host: string;
  /** True for `*.host`: every name below it, but not the host itself. */
  readonly below: boolean;
  /** Absent: every port. */
  readonly port: number | undefined;
}

/** True for `host`, `host:port`, `*.domain`, `*.domain:port`; an IPv6 address stands in brackets. */
export function isHostEntry(text: string): boolean {
  return entryOf(text) !== undefined;
}

/** The address in an entry; undefined if the entry holds a name or is none. */
export function addressIn(text: string): string | undefined {
  const host = entryOf(text)?.host;
  return host !== undefined && isAddress(host) ? host : undefined;
}

/** How the list names a host: with this port, with every port, or not at all. Names count in any case and spelling. */
export function listedAs(
  list: readonly string[],
  { host, port }: HostAndPort,
): "port" | "host" | undefined {
  const entries = list.map(entryOf).filter((entry) => entry !== undefined && covers(entry, host));
  if (entries.some((entry) => entry?.port === port)) return "port";
  return entries.some((entry) => entry?.port === undefined) ? "host" : undefined;
}

function covers(entry: Entry, host: string): boolean {
  if (!entry.below) return entry.host === host;
  return !isAddress(host) && host.endsWith(`.${entry.host}`);
}

function entryOf(text: string): Entry | undefined {
  const below = text.startsWith("*.");
  const [, name, digits] =
    /^(\[[^\]]*\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(text.slice(below ? 2 : 0)) ?? [];
  const host = name === undefined ? undefined : canonicalHost(name);
  const port = digits === undefined ? undefined : Number(digits);
  if (host === undefined || port === 0 || (port ?? 1) > 65_535) return undefined;
  return below && isAddress(host) ? undefined : { host, below, port };
}

/** Reads `name:port` as CONNECT names it. Any other text gives undefined, also one with a user name before the host. */
export function hostAndPort(text: string): HostAndPort | undefined {
  const [, name, digits] = /^(\[[^\]]*\]|[^:[\]]+):(\d{1,5})$/.exec(text) ?? [];
  const host = name === undefined ? undefined : canonicalHost(name);
  const port = Number(digits);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

/** Every spelling of a host as one: `127.1` and `0x7f.1` are 127.0.0.1, `Mirror.Corp.` is mirror.corp. */
export function canonicalHost(text: string): string | undefined {
  if (/[\s@/?#\\%]/.test(text) || !URL.canParse(`http://${text}/`)) return undefined;
  const { hostname } = new URL(`http://${text}/`);
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const isName = /^(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(host) && host.length <= 253;
  return isName || host.includes(":") ? host : undefined;
}

/** True for an address in its one spelling, as `canonicalHost` writes it. */
export function isAddress(host: string): boolean {
  return host.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}
