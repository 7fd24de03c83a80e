import type { Socket } from "node:net";

/** A request of npm with its cookies and keys has some kilobytes. */
const MOST_BYTES = 65_536;

/**
 * Reads up to the empty line that ends the head of a request; resolves with the head in Latin-1. What came behind it is
 * put back, and the socket is paused. Rejects if the connection ends before, or if the head is too long.
 */
export function readHead(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const stop = () => {
      socket.off("data", read).off("end", ended).off("close", ended);
      socket.pause();
    };
    const ended = () => {
      stop();
      reject(new Error("ended before its head"));
    };
    const read = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf("\r\n\r\n");
      if (end === -1 && bytes.length <= MOST_BYTES) return;
      stop();
      if (end === -1) return reject(new Error("the head is too long"));
      if (bytes.length > end + 4) socket.unshift(bytes.subarray(end + 4));
      resolve(bytes.toString("latin1", 0, end));
    };
    socket.on("data", read).on("end", ended).on("close", ended);
  });
}
