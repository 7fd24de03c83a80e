/** What a probe tries; the addresses and names belong to nobody (RFC 5737, RFC 2606). */
export const PROBE_NAME = "layer-probe.aegis-audit.invalid";
const ADDRESS = "203.0.113.10";

/** The last line that a probe prints: it has tried everything. */
export const PROBE_END = "probe-end";
/** Printed by a probe that got an answer of the model server. */
export const PROBE_ANSWERED = "model-answered";

/** A bash program that tries to look up a name, to open a connection and to send a datagram. */
export const PROBE = `getent hosts ${PROBE_NAME} >/dev/null 2>&1
(exec 3<>/dev/tcp/${ADDRESS}/443) 2>/dev/null
(echo audit >/dev/udp/${ADDRESS}/8125) 2>/dev/null
`;

/** The same, then a request to the model server at this URL, and the end. */
export function probeWithModel(url: string): string {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  return `${PROBE}if exec 3<>"/dev/tcp/${host}/${port || "80"}"; then
  printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3
  if read -r -t 10 line <&3; then case $line in HTTP/*200*) echo ${PROBE_ANSWERED} ;; esac; fi
fi
echo ${PROBE_END}
`;
}

/** How many kinds of attempts a probe makes. */
export const PROBE_KINDS = ["dns", "tcp", "udp"] as const;
