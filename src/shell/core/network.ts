import type { HostRefusal } from "./reachable.ts";

/** The network of one call: the machine's, none, or some hosts alone, which only bubblewrap can hold: elsewhere none. */
export type ShellNetwork = "machine" | "none" | ListedHosts;

/** The only hosts that a call may reach, by our proxy. */
export interface ListedHosts {
  /** Entries of `shell.network.allowedDomains`. */
  readonly list: readonly string[];
  /** The port of OpenCode's server, which no entry opens; undefined if OpenCode listens on none. */
  readonly openCodePort: number | undefined;
}

/** A host that a call asked for in vain. */
export interface RefusedHost {
  /** `host:port`, an IPv6 address in brackets; the quoted request if it could not be read. */
  readonly host: string;
  readonly why: HostRefusal | "unreadable";
}
