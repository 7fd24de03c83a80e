/** A line of /proc/net/tcp or udp, or of their IPv6 forms. */
export interface SocketLine {
  readonly localPort: number;
  readonly address: string;
  readonly port: number;
  /** 2: a connection that nobody has answered. */
  readonly state: number;
  readonly inode: string;
}

export const SYN_SENT = 2;

/** The sockets that a table lists. */
export function socketLines(table: string): SocketLine[] {
  return table
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
      if (local === undefined || remote === undefined || inode === undefined) return [];
      const [address = "", port = ""] = remote.split(":");
      return [
        {
          localPort: Number.parseInt(local.split(":")[1] ?? "", 16),
          address: addressOf(address),
          port: Number.parseInt(port, 16),
          state: Number.parseInt(state ?? "", 16),
          inode,
        },
      ];
    });
}

/** True for this machine's own addresses. */
export function isLoopback(address: string): boolean {
  return address === "::1" || address === "::" || /^(127\.|0\.0\.0\.0$)/.test(address);
}

/** The table shows an address as words of four bytes, each with its lowest byte first. */
function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)),
  );
  return bytes.length === 4 ? bytes.join(".") : ipv6(bytes);
}

function ipv6(bytes: readonly number[]): string {
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff;
  if (mapped) return bytes.slice(12).join(".");
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0)).toString(16),
  );
  return groups.join(":").replace(/(^|:)0(:0)+(:|$)/, "::");
}

/** How many UDP datagrams went to ports where nobody listens, from /proc/net/snmp or snmp6. */
export function unheardDatagrams(snmp: string): number {
  const [names = "", values = ""] = snmp.split("\n").filter((line) => line.startsWith("Udp: "));
  const at = names.split(" ").indexOf("NoPorts");
  const six = /^Udp6NoPorts\s+(\d+)/m.exec(snmp)?.[1];
  return Number(six ?? values.split(" ")[at] ?? 0);
}
