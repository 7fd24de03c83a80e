import { connect } from "node:net";

/**
 * True if something accepts connections at this address. Distinguishes a dead route from a server that hangs. Never
 * throws.
 */
export function acceptsConnections(address: string, limitMs: number): Promise<boolean> {
  if (!URL.canParse(address)) return Promise.resolve(false);
  const { hostname, port, protocol } = new URL(address);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port) || (protocol === "https:" ? 443 : 80),
    });
    const end = (connected: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(connected);
    };
    const timer = setTimeout(() => end(false), limitMs);
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
