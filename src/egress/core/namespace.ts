/** Where the audit keeps its own files while it runs: in a folder for itself over /run. */
export const AUDIT_FOLDER = "/run/oh-my-qwencoder-audit";

/** TCP ports at which everything is answered at once; a connection to any other port is seen while it waits. */
export const ANSWERED_PORTS = [22, 53, 80, 443, 3128, 4317, 4318, 8080, 9418] as const;

/** UDP ports at which somebody listens; a datagram to any other port is counted by the system. */
export const HEARD_PORTS = [53, 123, 443, 514, 4317, 8125] as const;

/** A name server that belongs to nobody (RFC 5737). */
const NAME_SERVER = "198.51.100.53";

/** An address and port at which the scripted model stands in for the user's model server. */
export interface StandIn {
  readonly address: string;
  readonly port: number;
}

export interface StandIns {
  readonly servers: readonly StandIn[];
  /** Lines of /etc/hosts. */
  readonly hosts: readonly string[];
}

/** Where the scripted model must listen, so that the user's own addresses lead to it. */
export function standInsFor(urls: readonly string[]): StandIns {
  const hosts = new Map<string, string>();
  const servers = new Map<string, StandIn>();
  for (const url of urls) {
    const { hostname, port, protocol } = new URL(url);
    const host = hostname.replace(/^\[|\]$/g, "");
    const address = addressOf(host, hosts);
    const server = { address, port: Number(port) || (protocol === "https:" ? 443 : 80) };
    servers.set(`${address} ${server.port}`, server);
  }
  return {
    servers: [...servers.values()],
    hosts: [...hosts].map(([name, address]) => `${address} ${name}`),
  };
}

function addressOf(host: string, hosts: Map<string, string>): string {
  if (host === "localhost" || host === "0.0.0.0") return "127.0.0.1";
  if (host.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(host)) return host;
  const known = hosts.get(host) ?? `198.19.0.${hosts.size + 1}`;
  hosts.set(host, known);
  return known;
}

/** Where the scripted model listens if the configuration has to be led to it. */
export const REPLACED_URL = "http://127.0.0.1:18001/v1";

/** True if the scripted model cannot stand at these addresses: it speaks no TLS, and has one path. */
export function mustReplace(urls: readonly string[]): boolean {
  return urls.some((url) => !/^http:\/\/[^/]+\/v1\/?$/.test(url));
}

/** The ports that the sink answers: all but those of the stand-ins. */
export function sinkPorts(servers: readonly StandIn[]): number[] {
  return ANSWERED_PORTS.filter((port) => servers.every((server) => server.port !== port));
}

/** The files that PREPARE reads, by their names in the audit's folder. */
export function preparedFiles(plan: {
  standIns: StandIns;
  /** Folders whose writes are thrown away, outer folders first. */
  roots: readonly string[];
  hostname: string;
}): Record<string, string> {
  const { servers, hosts } = plan.standIns;
  const own = servers.filter(({ address }) => address !== "::1" && !address.startsWith("127."));
  const line = ({ address, port }: StandIn) =>
    `${address.includes(":") ? "-6" : "-4"} ${address} ${port}`;
  const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join("");
  return {
    "resolv.conf": `nameserver ${NAME_SERVER}\n`,
    hosts: lines([
      "127.0.0.1 localhost",
      "::1 localhost ip6-localhost",
      `127.0.1.1 ${plan.hostname}`,
      ...hosts,
    ]),
    ports: lines(sinkPorts(servers).map(String)),
    servers: lines(own.map(line)),
    roots: lines(plan.roots),
  };
}

/**
 * Prepares the namespaces in which it runs, then becomes the command after the first argument, the audit's folder.
 * Every address is this machine's own. TCP to the ports of the sink and of the stand-ins is answered; TCP to any other
 * port waits without an answer, so that the system's table of sockets shows it. What is written below the roots goes
 * into layers that are thrown away. A folder for itself over /run hides the sockets of the system's services.
 */
export const PREPARE = `audit=$1
shift
own=$audit/run/oh-my-qwencoder-audit
try() {
  what=$1
  shift
  "$@" 2>"$audit/said" && return
  echo "$what: $(head -n 1 "$audit/said")" >&2
  exit 3
}
network() {
  family=$1
  try "ip $family route" ip "$family" route add local default dev lo
  try "ip $family route" ip "$family" route add default dev lo table 101
  try "ip $family rule" ip "$family" rule add pref 10 to "$2" lookup local
  while read -r port; do
    for side in dport sport; do
      try "ip $family rule" ip "$family" rule add pref 100 ipproto tcp $side "$port" lookup local
    done
  done < "$audit/ports"
  try "ip $family rule" ip "$family" rule add pref 200 ipproto tcp lookup 101
  try "ip $family rule" ip "$family" rule add pref 1000 lookup local
  try "ip $family rule" ip "$family" rule del pref 0
}
try "ip link" ip link set lo up
network -4 127.0.0.0/8
if [ -e /proc/net/if_inet6 ]; then network -6 ::1; fi
while read -r family address port; do
  ip "$family" address add "$address" dev lo 2>/dev/null
  try "ip rule" ip "$family" rule add pref 11 to "$address" ipproto tcp dport "$port" lookup local
  try "ip rule" ip "$family" rule add pref 11 from "$address" ipproto tcp sport "$port" lookup local
done < "$audit/servers"
mkdir "$audit/run" "$audit/layers"
try "a folder in memory" mount -n -t tmpfs -o mode=700 audit "$audit/run"
mkdir "$own" "$own/layers"
n=0
while IFS= read -r root; do
  mkdir "$own/lower$n"
  try "a view of $root" mount -n --rbind "$root" "$own/lower$n"
  n=$((n + 1))
done < "$audit/roots"
mkdir "$own/disk"
mount -n --bind "$audit/layers" "$own/disk" 2>/dev/null || rmdir "$own/disk"
cp "$audit/resolv.conf" "$audit/hosts" "$audit/roots" "$own"
resolv=$(readlink -f /etc/resolv.conf)
try "a folder over /run" mount -n --move "$audit/run" /run
own=${AUDIT_FOLDER}
audit=$own
layer() {
  mkdir "$3/upper$1" "$3/work$1" 2>/dev/null || return
  mount -n -t overlay audit -o "lowerdir=$own/lower$1,upperdir=$3/upper$1,workdir=$3/work$1,userxattr" "$2"
}
n=0
while IFS= read -r root; do
  mkdir -p "$root"
  layer $n "$root" "$own/disk" 2>/dev/null || try "a layer over $root" layer $n "$root" "$own/layers"
  n=$((n + 1))
done < "$own/roots"
if [ ! -e "$resolv" ]; then mkdir -p "$(dirname "$resolv")" && : > "$resolv"; fi
try "name server" mount -n --bind "$own/resolv.conf" "$resolv"
try "host names" mount -n --bind "$own/hosts" /etc/hosts
exec "$@"`;
