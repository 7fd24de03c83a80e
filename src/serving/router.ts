import { AegisError } from "../kit/errors.ts";
import { findOnPath } from "../kit/search-path.ts";
import type { Replica } from "./replicas.ts";
import type { Settings } from "./settings.ts";

export const ROUTER_VERSION = "0.1.17";

/** 200 while at least one replica serves; its /health wants all of them. */
export const ROUTER_HEALTH = "/readiness";

/**
 * Flags of `vllm-router`: a conversation stays with the replica that has its prefix cached, by the session header
 * that OpenCode sends. Prompts of agents run long, so a request may take an hour. With these limits the first
 * request after a replica has died goes to another, and a replica that is back has its sessions within seconds;
 * with the usual ones two requests fail, and it takes half a minute (measured with 0.1.17).
 */
export function routerArgs(
  listen: { host: string; port: number },
  workers: readonly string[],
): string[] {
  return [
    ...["--host", listen.host, "--port", String(listen.port)],
    ...["--policy", "consistent_hash"],
    ...["--request-timeout-secs", "3600"],
    ...["--health-check-interval-secs", "2", "--health-check-timeout-secs", "5"],
    ...["--health-failure-threshold", "1", "--health-success-threshold", "1"],
    ...["--cb-failure-threshold", "1", "--cb-timeout-duration-secs", "5"],
    ...["--worker-startup-timeout-secs", "1800"],
    ...["--worker-urls", ...workers],
  ];
}

/** Throws NO_ROUTER where `vllm-router` is not on PATH. */
export async function routerCommand(
  { host, port }: Settings,
  replicas: readonly Replica[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<[string, ...string[]]> {
  const found = await findOnPath("vllm-router", env["PATH"] ?? "");
  if (found === undefined)
    throw new AegisError(
      "NO_ROUTER",
      "Several replicas need vllm-router before them, and it is not on PATH.",
      `pip install vllm-router==${ROUTER_VERSION}`,
    );
  const workers = replicas.map((replica) => `http://${replica.host}:${replica.port}`);
  // Beside the router's own port, for this machine alone; its usual one would clash with a second router.
  const beside = port > 60_000 ? port - 1_000 : port + 1_000;
  const metrics = ["--prometheus-host", "127.0.0.1", "--prometheus-port", String(beside)];
  return [found, ...metrics, ...routerArgs({ host, port }, workers)];
}
