import type { Environment } from "../kit/environment.ts";
import type { ServeScreen } from "./serve-screen.ts";
import type { Settings } from "./settings.ts";

/** The model to serve, its settings, and the outputs. */
export interface ServeJob {
  settings: Settings;
  /** From the plan, or requested. */
  choice: { context: number; batch: number; kv: "auto" | "fp8"; gpus: readonly number[] };
  extra: readonly string[];
  env: Environment;
  /** Path of `start-vllm.sh`. */
  script: string;
  screen: ServeScreen;
}
