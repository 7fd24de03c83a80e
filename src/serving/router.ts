import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { findOnPath } from "../kit/search-path.ts";
import { alike, say } from "../kit/sentence.ts";
import type { Replica } from "./replicas.ts";
import type { Settings } from "./settings.ts";

export const ROUTER_VERSION = "0.1.17";

/** Answers 200 while at least one replica serves; /health demands all replicas. */
export const ROUTER_HEALTH = "/readiness";

/**
 * Flags of `vllm-router`. A conversation stays with the replica that has cached its prefix, by the session header that
 * OpenCode sends. Prompts of agents take long, so a request may take an hour. With these limits the first request after
 * the end of a replica goes to another replica, and a replica that is back gets its sessions within seconds; with the
 * default limits two requests fail and it takes half a minute (measured with 0.1.17).
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

/** Throws NO_ROUTER if `vllm-router` is not on PATH. */
export async function routerCommand(
  { host, port }: Settings,
  replicas: readonly Replica[],
  env: Environment,
): Promise<[string, ...string[]]> {
  const found = await findOnPath("vllm-router", env["PATH"] ?? "");
  if (found === undefined)
    throw new AegisError(
      "NO_ROUTER",
      say(
        "Several replicas need vllm-router, which is not on PATH.",
        "복제본이 여러 개면 vllm-router가 필요한데 PATH에 없습니다.",
      ),
      alike(`pip install vllm-router==${ROUTER_VERSION}`),
    );
  const workers = replicas.map((replica) => `http://${replica.host}:${replica.port}`);
  // A port beside the router's own, on loopback; the default port would clash with a second router.
  const beside = port > 60_000 ? port - 1_000 : port + 1_000;
  const metrics = ["--prometheus-host", "127.0.0.1", "--prometheus-port", String(beside)];
  return [found, ...metrics, ...routerArgs({ host, port }, workers)];
}
