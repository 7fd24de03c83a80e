import { type AddressInfo, createServer } from "node:net";

/** Stands for the whole outside world; notes the first line of each request and refuses the request. */
export interface Outside {
  url: string;
  asked: readonly string[];
  close(): void;
}

export async function recordOutside(): Promise<Outside> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (data) => {
      asked.push(data.toString("latin1").split("\r\n")[0] ?? "");
      socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => void server.close() };
}
