import { mkdtemp } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TestProject } from "vitest/node";
import { findOpenCode, type OpenCode } from "../../src/host/find.ts";
import { credentials } from "../../src/host/serve.ts";
import { type HostOptions, startTestHost, type TestHost } from "./lent-host.ts";
import type { Loan, LoanRequest } from "./loan.ts";
import { type ModelGate, openModelGate } from "./model-gate.ts";

declare module "vitest" {
  interface ProvidedContext {
    opencode: OpenCode;
    /** URL from which test files borrow a running OpenCode. */
    hostPool: string;
  }
}

interface Slot {
  key: string;
  host: TestHost;
  gate: ModelGate;
  /** True if this OpenCode has ended by itself. */
  ended: boolean;
}

/** More than this many OpenCodes would only hold memory: an idle one with other options ends first. */
const MOST = 3;
const DISPOSE_MS = 120_000;

/**
 * Keeps OpenCode running between test files, because a start costs seconds of CPU. A file holds its loan as long as its
 * request to the pool is open, so a worker that dies also returns its OpenCode. Before the next loan all instances are
 * disposed of: the plugin starts again, and no session continues.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const searchPath = process.env["PATH"] ?? "";
  const opencode = await findOpenCode({ packageRoot: process.cwd(), searchPath });
  if (!opencode) throw new Error("opencode-ai is not installed: npm ci");
  const { packed } = project.getProvidedContext();
  const idle: Slot[] = [];
  const all = new Set<Slot>();
  let closing = false;

  async function take(key: string, options: HostOptions): Promise<Slot> {
    for (const slot of idle.filter((each) => each.key === key)) {
      idle.splice(idle.indexOf(slot), 1);
      if (!slot.ended) return slot;
      await end(slot);
    }
    const spare = all.size >= MOST ? idle.shift() : undefined;
    if (spare) await end(spare);
    const gate = await openModelGate();
    const where = { packed, opencode: opencode as OpenCode, baseURL: gate.url };
    try {
      const host = await startTestHost(where, options);
      const slot: Slot = { key, gate, host, ended: false };
      all.add(slot);
      void host.running.exited.then(() => {
        slot.ended = true;
      });
      return slot;
    } catch (error) {
      await gate.close();
      throw error;
    }
  }

  async function giveBack(slot: Slot): Promise<void> {
    slot.gate.shut();
    if (closing) return;
    try {
      const { address } = slot.host;
      const signal = AbortSignal.timeout(DISPOSE_MS);
      const disposed = await fetch(`${address.url}/global/dispose`, {
        method: "POST",
        headers: credentials(address),
        signal,
      });
      if (!disposed.ok) throw new Error(`dispose: ${disposed.status}`);
      idle.push(slot);
    } catch (error) {
      // After all files the pool itself ends this OpenCode.
      if (closing) return;
      process.stderr.write(`OpenCode is not lent again: ${String(error)}\n`);
      await end(slot);
    }
  }

  async function end(slot: Slot): Promise<void> {
    all.delete(slot);
    await slot.gate.close();
    await slot.host.close();
  }

  async function lend(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { options, modelPort } = JSON.parse(await text(request)) as LoanRequest;
    const slot = await take(JSON.stringify(options), options);
    // The file may have ended while OpenCode started.
    if (response.destroyed) return giveBack(slot);
    response.once("close", () => void giveBack(slot));
    slot.gate.lead(modelPort);
    const { address, env, logFile, running } = slot.host;
    const folder = await mkdtemp(join(slot.host.folder, "loan-"));
    const loan: Loan = { address, env, logFile, folder, pid: running.pid };
    response.write(`${JSON.stringify(loan)}\n`);
  }

  const server = createServer((request, response) => {
    lend(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  project.provide("opencode", opencode);
  project.provide("hostPool", `http://127.0.0.1:${port}`);
  return async () => {
    closing = true;
    server.close();
    server.closeAllConnections();
    await Promise.all([...all].map(end));
  };
}
