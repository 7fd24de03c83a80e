import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { listening } from "../kit/bridge/listening.ts";
import { CONTROL } from "./core/control.ts";
import { placeOfTarget } from "./core/proxy-variables.ts";
import { Recorder } from "./recorder.ts";

export interface RecordingProxy {
  readonly url: string;
  readonly recorder: Recorder;
  close(): void;
}

/** A proxy on the loopback that records what it is asked for and refuses it. */
export async function openProxy(): Promise<RecordingProxy> {
  const recorder = new Recorder();
  const note = (target: string, port: number) => {
    const place = placeOfTarget(target, port);
    recorder.note({ protocol: "http", ...place });
  };
  const server = createServer((asked, answer) => {
    note(asked.url ?? "", 80);
    answer.writeHead(403, { connection: "close" }).end("refused by the outbound audit");
  });
  server.on("connect", (asked, socket) => {
    socket.on("error", () => undefined);
    note(asked.url ?? "", 443);
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  await listening(server, { host: "127.0.0.1", port: 0 });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    recorder,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Asks the proxy for a page on purpose; resolves with what it did not record. */
export async function controlOfProxy({ url, recorder }: RecordingProxy): Promise<string[]> {
  recorder.session = "control";
  const { hostname, port } = new URL(url);
  const asking = request({ host: hostname, port, path: `http://${CONTROL.name}/` }).end();
  const [answer] = await once(asking, "response");
  answer.resume();
  const seen = recorder.attempts.some(({ host }) => host === CONTROL.name);
  return seen ? [] : [`request for http://${CONTROL.name}/`];
}
