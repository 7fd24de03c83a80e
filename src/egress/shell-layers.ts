import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AegisError } from "../kit/errors.ts";
import { alike } from "../kit/sentence.ts";
import { confinementOf } from "../shell/confinement.ts";
import { probeSandbox, type Sandbox } from "../shell/sandbox.ts";
import { sandboxedCommand } from "../shell/sandboxed-command.ts";
import { isLate } from "../shell/trial.ts";
import { systemView } from "../shell/view/find-view.ts";
import { PROBE, PROBE_END } from "./core/layer-probe.ts";
import { type ProbeRun, unseen } from "./core/layer-verdict.ts";
import type { LayerCheck } from "./core/report-document.ts";
import {
  COMMANDER,
  openShellCheck,
  shellCheck,
  WITH_NETWORK,
  WORKER,
} from "./core/shell-verdict.ts";
import { probed, said } from "./run-probe.ts";
import type { Stage } from "./sessions.ts";
import type { Watch } from "./watch.ts";

/** The setting `sandbox`. */
export type SandboxMode = Parameters<typeof probeSandbox>[0]["mode"];

interface Place {
  readonly packageRoot: string;
  /** An empty folder for the probes. */
  readonly folder: string;
  readonly mode: SandboxMode;
  /** The probe outside every layer. */
  readonly free: LayerCheck;
}

/**
 * A Worker's shell and the Commander's, as the layer in force confines them. The Commander's shell with the network,
 * which it has in FOUNDATION and while no run is open, is the control of both: its probe must get out.
 */
export async function tryShells(watch: Watch, stage: Stage, place: Place): Promise<LayerCheck[]> {
  const { packageRoot, folder, mode, free } = place;
  const shell = join(packageRoot, "templates/shell/bash");
  const { env, opencode } = stage;
  const launcher = async () => opencode;
  const sandbox = await probeSandbox({ mode, shell, env, launcher }).catch(unavailable);
  if (sandbox instanceof AegisError)
    return [WORKER, COMMANDER, WITH_NETWORK].map((layer) => unseen(layer, alike(sandbox.message)));
  const tried = async (name: string, network: boolean): Promise<ProbeRun> => {
    const own = join(folder, name);
    await mkdir(own);
    const command = sandboxedCommand({
      shell,
      command: `${PROBE}echo ${PROBE_END}`,
      env,
      scope: {
        kind: sandbox.kind,
        callID: `layer-probe-${name}`,
        ...{ readOnly: [folder], readWrite: [own], protect: [], network },
        view: systemView(env),
        confinement: confinementOf(sandbox),
      },
    });
    const argv = [command.file, ...command.args] as const;
    return probed(watch, () => said(argv, { cwd: own, env: command.env }));
  };
  const withNetwork = await tried("commander-with-network", true);
  const control = openShellCheck(withNetwork, free);
  const details = layerName(sandbox);
  return [
    { ...shellCheck(WORKER, await tried("worker", false), control), details },
    { ...shellCheck(COMMANDER, await tried("commander", false), control), details },
    { ...control, details },
  ];
}

function unavailable(error: unknown): AegisError {
  if (isLate(error)) return error;
  if (error instanceof AegisError && error.code === "SANDBOX_UNAVAILABLE") return error;
  throw error;
}

function layerName(sandbox: Sandbox): string {
  if (sandbox.kind === "bubblewrap") return `bubblewrap ${sandbox.version}`;
  if (sandbox.kind === "runtime") return `sandbox-runtime ${sandbox.version}`;
  return sandbox.kind === "landlock"
    ? `Landlock: ${sandbox.reason.en}`
    : `compare-and-restore: ${sandbox.reason.en}`;
}
