import type { Socket } from "node:net";

/**
 * Carries bytes both ways until both sides have ended. The end of one direction leaves the other one open. If a side
 * breaks, the other side is reset, so that nobody takes a cut answer for a whole one.
 */
export function relay(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on("error", () => cut(to));
    // Destroyed before its end: the other side must not wait for more.
    from.on("close", () => {
      if (!from.readableEnded) cut(to);
    });
  }
}

/** Ends a connection so that its other end sees an error. A unix socket has no reset. */
export function cut(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.remotePort === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
