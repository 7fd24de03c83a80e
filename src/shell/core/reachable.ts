import { canonicalHost, type HostAndPort, isAddress, listedAs } from "./host-list.ts";

/** Why a host is not reached. */
export type HostRefusal =
  /** No entry of the list names it. */
  | "unlisted"
  /** Loopback, link-local, multicast, or the data service of a cloud: no entry opens it. */
  | "closed"
  /** An address of this machine, which only an entry with this very address and port opens. */
  | "own"
  /** The port on which OpenCode listens. */
  | "opencode";

/** What is known of this machine when a program asks. */
export interface OwnMachine {
  /** Addresses of its network interfaces. */
  readonly addresses: readonly string[];
  /** The port on which OpenCode listens; undefined if it listens on none. */
  readonly openCodePort: number | undefined;
}

/**
 * The first address that may be reached for a listed host, or why there is none. `found`: what the look-up says, or the
 * address itself. The caller connects to the address that it gets, so that a second look-up gains nothing.
 */
export function reachable(
  list: readonly string[],
  asked: HostAndPort,
  found: readonly string[],
  own: OwnMachine,
): { address: string } | { refused: HostRefusal } {
  const listed = listedAs(list, asked);
  if (listed === undefined) return { refused: "unlisted" };
  const mine = new Set(own.addresses.map(plainAddress));
  const verdicts = found.map((address) => {
    const plain = plainAddress(address);
    if (isClosed(plain)) return { refused: "closed" as const };
    if (!mine.has(plain)) return { address };
    if (asked.port === own.openCodePort) return { refused: "opencode" as const };
    const named = isAddress(asked.host) && listed === "port";
    return named ? { address } : { refused: "own" as const };
  });
  return verdicts.find((one) => "address" in one) ?? verdicts[0] ?? { refused: "closed" };
}

/** True for an address that no list opens; `address` in any spelling. */
export function isClosedAddress(address: string): boolean {
  return isClosed(plainAddress(address));
}

const CLOSED_4 = /^(0|127|169\.254|22[4-9]|2[3-5]\d)\./;
/** `::` to `::ffff:ffff`, link-local, site-local, multicast. */
const CLOSED_6 = /^(::|fe[89a-f][0-9a-f]:|ff[0-9a-f]{2}:)/;
/** Data services of clouds that are not link-local: Alibaba, Azure, Oracle, AWS. */
const CLOUDS = ["100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"];

function isClosed(plain: string): boolean {
  return CLOUDS.includes(plain) || (plain.includes(":") ? CLOSED_6 : CLOSED_4).test(plain);
}

/** IPv4 in IPv6: mapped, translated (NAT64), 6to4. */
const WITHIN_6 = /^(?:::ffff:|64:ff9b::|2002:)([0-9a-f]{1,4}):([0-9a-f]{1,4})(?::|$)/;

/** An address in its one spelling and without a zone; an IPv4 address that stands in an IPv6 one by itself. */
function plainAddress(address: string): string {
  const bare = address.replace(/%.*$/, "");
  const host = canonicalHost(bare.includes(":") ? `[${bare}]` : bare) ?? bare;
  const [, high, low] = WITHIN_6.exec(host) ?? [];
  if (high === undefined || low === undefined) return host;
  const bytes = [high, low].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
  return bytes.join(".");
}
