import type { Environment } from "../kit/environment.ts";
import { homeFolder, homeFolderBelow } from "../kit/home-folders.ts";
import { PRODUCT_FOLDER } from "../kit/state-paths.ts";
import type { Settings } from "./settings.ts";

/** One copy of the model with its GPUs. */
export interface Replica {
  number: number;
  gpus: readonly number[];
  host: string;
  port: number;
}

interface Job {
  settings: Settings;
  choice: { context: number; batch: number; kv: "auto" | "fp8"; gpus: readonly number[] };
  env: Environment;
}

/**
 * A single replica serves at the requested address; several serve at the ports after it, on
 * loopback, behind the router.
 */
export function replicasOf({ settings, choice }: Job): Replica[] {
  const { tensorParallel, host, port } = settings;
  const count = Math.max(1, Math.floor(choice.gpus.length / tensorParallel));
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    gpus: choice.gpus.slice(index * tensorParallel, (index + 1) * tensorParallel),
    host: count === 1 ? host : "127.0.0.1",
    port: count === 1 ? port : port + 1 + index,
  }));
}

/** The script's variables for one replica. If the router's address needs a key, each replica demands it. */
export function replicaEnv({ settings, choice, env }: Job, replica: Replica) {
  const guarded = !isLoopback(settings.host) && isLoopback(replica.host);
  return {
    ...env,
    AEGIS_MODEL: settings.model,
    AEGIS_SERVED_NAME: settings.servedName,
    AEGIS_HOST: replica.host,
    AEGIS_PORT: String(replica.port),
    AEGIS_GPU: settings.gpus === "none" ? "none" : replica.gpus.join(","),
    AEGIS_TP: String(settings.tensorParallel),
    AEGIS_CTX: String(choice.context),
    AEGIS_BATCH: String(choice.batch),
    AEGIS_MEM: String(settings.utilisation),
    AEGIS_KV_DTYPE: choice.kv,
    ...(settings.vllm === undefined ? {} : { AEGIS_VLLM: settings.vllm }),
    ...(guarded && !env["AEGIS_API_KEY"] ? { AEGIS_API_KEY_FILE: keyFile(env) } : {}),
  };
}

/** Same rule as in the script: a name that begins like an address is not loopback. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Same rule as in the script: the user gives a key, or the script makes one if other machines can reach the server. */
export function hasKey({ host }: Settings, env: Environment): boolean {
  return !isLoopback(host) || Boolean(env["AEGIS_API_KEY"] || env["AEGIS_API_KEY_FILE"]);
}

/** The file in which the script keeps a key that it makes; at the root if there is no home, as in the script. */
export function keyFile(env: Environment): string {
  const told = env["AEGIS_API_KEY_FILE"];
  const config = homeFolder(env, "config") ?? homeFolderBelow("/", "config");
  return told || `${config}/${PRODUCT_FOLDER}/vllm-api-key`;
}
