import { AegisError } from "../../../src/kit/errors.ts";
import { probeSandbox, type Sandbox } from "../../../src/shell/sandbox.ts";
import { OPENCODE } from "../../support/landlock.ts";
import { shell } from "./guarded-project.ts";

export type RuntimeLayer = Extract<Sandbox, { kind: "runtime" }>;

/** sandbox-runtime in its form for this system; undefined where it cannot be used. */
export async function runtimeSandbox(): Promise<RuntimeLayer | undefined> {
  const launcher = async () => OPENCODE;
  const probe = probeSandbox({ mode: "runtime", shell, env: process.env, launcher });
  const sandbox = await probe.catch((error: unknown) => {
    if (!(error instanceof AegisError) || error.code !== "SANDBOX_UNAVAILABLE") throw error;
    console.warn(`sandbox-runtime is not tested: ${error.message}`);
    return undefined;
  });
  return sandbox?.kind === "runtime" ? sandbox : undefined;
}
