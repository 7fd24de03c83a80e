import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** The answer to GET /v1/models; everything else always goes through to the real server. */
export type Probe = "through" | "drop" | "503" | "silence";

/** A model server whose health can change while its chat continues, so that the Commander can still speak. */
export async function modelProxy(): Promise<{
  url: string;
  probe: Probe;
  /** Base URL of the real server; set it before the first request. */
  target: string;
  close(): void;
}> {
  const server = createServer((incoming, response) => {
    if (incoming.url?.endsWith("/models") && proxy.probe !== "through") {
      if (proxy.probe === "drop") incoming.socket.destroy();
      if (proxy.probe === "503") response.writeHead(503).end();
      return;
    }
    const { method = "GET", headers, url = "/" } = incoming;
    const outgoing = request(new URL(url, proxy.target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on("error", () => response.destroy());
    response.on("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    probe: "through" as Probe,
    target: "",
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return proxy;
}
