import { connect, type Socket } from "node:net";

/** Time for a server to take a connection, in milliseconds. */
const CONNECT_MS = 10_000;

/**
 * Connects to a server for the connection `near`. Until the server has taken the connection, either end ends both:
 * then `lost` is called, and afterwards neither of the two.
 */
export function connectOut(
  near: Socket,
  { host, port }: { readonly host: string; readonly port: number },
  { taken, lost }: { taken(far: Socket): void; lost(): void },
): void {
  const far = connect({ host, port, allowHalfOpen: true, noDelay: true });
  const late = setTimeout(() => far.destroy(), CONNECT_MS);
  const nearGone = () => far.destroy();
  const farGone = () => {
    far
      .off("error", farGone)
      .off("close", farGone)
      .on("error", () => undefined);
    lost();
  };
  near.on("error", nearGone).on("close", nearGone);
  far.on("error", farGone).on("close", farGone);
  far.once("close", () => clearTimeout(late));
  far.once("connect", () => {
    clearTimeout(late);
    far.off("error", farGone).off("close", farGone);
    near.off("close", nearGone);
    taken(far);
  });
}
