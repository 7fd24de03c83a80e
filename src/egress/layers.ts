import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { runOnce } from "../host/run-once.ts";
import { run } from "../kit/process/run.ts";
import { isNotStarted } from "../kit/process/start.ts";
import { say } from "../kit/sentence.ts";
import { probeSandbox } from "../shell/sandbox.ts";
import { sandboxedCommand } from "../shell/sandboxed-command.ts";
import { systemView } from "../shell/view/find-view.ts";
import { PROBE, PROBE_END, probeWithModel } from "./core/layer-probe.ts";
import {
  freeCheck,
  layerCheck,
  noPluginCheck,
  type ProbeRun,
  unseen,
} from "./core/layer-verdict.ts";
import type { LayerCheck } from "./core/report-document.ts";
import type { Stage } from "./sessions.ts";
import type { Watch } from "./watch.ts";

const PROBE_MS = 60_000;

/** The layers of this machine, each tried by a probe in the network of the audit. */
export async function tryLayers(
  watch: Watch,
  stage: Stage,
  place: { packageRoot: string; url: string | undefined },
): Promise<LayerCheck[]> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-layers-")));
  try {
    const free = freeCheck(
      await probed(watch, () => bash(`${PROBE}echo ${PROBE_END}`, folder, stage)),
    );
    return [
      free,
      await tryPlugin(watch, stage),
      await tryShell(watch, stage, { ...place, folder, free }),
      await tryJail(watch, stage, { ...place, folder, free }),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Place {
  readonly packageRoot: string;
  readonly folder: string;
  readonly free: LayerCheck;
  /** The model server's address; undefined if there is none. */
  readonly url: string | undefined;
}

/** The dead-man's switch: OpenCode without its plugins. */
async function tryPlugin(watch: Watch, { opencode, cwd, env, model, limitMs }: Stage) {
  const turns = model.turns();
  const before = turns.length;
  const pure = { ...env, OPENCODE_PURE: "1" };
  const { seen } = await probed(watch, async () => {
    const args = ["run", "Outbound audit: no plugin."];
    const result = await runOnce({
      opencode: { path: opencode },
      ...{ cwd, env: pure, args, timeoutMs: limitMs, group: true },
    });
    return result.stderr;
  });
  return noPluginCheck({
    without: model.turns().length - before,
    attempts: seen.length,
    with: before,
    plugin: turns.find(({ pluginVersion }) => pluginVersion !== undefined)?.pluginVersion,
  });
}

/** A Worker's shell, as the sandbox of this machine confines it. */
async function tryShell(watch: Watch, stage: Stage, { packageRoot, folder, free }: Place) {
  const layer = "worker shell";
  const shell = join(packageRoot, "templates/shell/bash");
  const { env } = stage;
  const sandbox = await probeSandbox({ mode: "auto", shell, env });
  if (sandbox.kind !== "bubblewrap")
    return unseen(
      layer,
      say(
        `bubblewrap, the layer that is tried here, cannot be used: ${sandbox.reason}`,
        `여기서 시험하는 bubblewrap을 사용할 수 없습니다: ${sandbox.reason}`,
      ),
    );
  const open = join(folder, "open");
  await mkdir(open);
  const command = sandboxedCommand({
    shell,
    command: `${PROBE}echo ${PROBE_END}`,
    env,
    scope: {
      kind: "bubblewrap",
      callID: "layer-probe",
      ...{ readOnly: [folder], readWrite: [open], protect: [], network: false },
      view: systemView(env),
      confinement: {
        AEGIS_BWRAP: sandbox.path,
        AEGIS_FILTER: sandbox.unfiltered === undefined ? "own" : "off",
      },
    },
  });
  const ran = await probed(watch, () =>
    said([command.file, ...command.args], { cwd: open, env: command.env }),
  );
  return layerCheck(layer, ran, { free });
}

/** The jail of `oh-my-qwencoder run`, with a probe in OpenCode's place. */
async function tryJail(
  watch: Watch,
  { env, cwd }: Stage,
  { packageRoot, folder, free, url }: Place,
) {
  const layer = "jail";
  if (url === undefined)
    return unseen(layer, say("no model server is configured", "설정된 모델 서버가 없습니다"));
  const bin = join(folder, "bin");
  await mkdir(bin);
  const probe = join(bin, "opencode");
  await writeFile(probe, `#!/usr/bin/env bash\n${probeWithModel(url)}`);
  await chmod(probe, 0o755);
  const jailed = { ...env, PATH: [bin, env["PATH"]].join(delimiter), PWD: cwd };
  const cli = join(packageRoot, "bin/oh-my-qwencoder.js");
  const ran = await probed(watch, () => said([process.execPath, cli, "run"], { cwd, env: jailed }));
  return layerCheck(layer, ran, { free, model: true });
}

/** Runs a probe, and takes what the sink sees meanwhile. */
async function probed(watch: Watch, work: () => Promise<string>): Promise<ProbeRun> {
  const before = watch.session;
  watch.session = "layer";
  try {
    const printed = await work();
    watch.look();
    return { printed, seen: [...new Set(watch.take().map(({ protocol }) => protocol))] };
  } finally {
    watch.session = before;
  }
}

function bash(text: string, cwd: string, { env }: Stage): Promise<string> {
  return said(["bash", "-c", text], { cwd, env });
}

async function said(
  argv: readonly [string, ...string[]],
  place: { cwd: string; env: Readonly<Record<string, string>> },
): Promise<string> {
  try {
    const { stdout, stderr } = await run({ argv, ...place, timeoutMs: PROBE_MS, group: true });
    return `${stderr}${stdout}`;
  } catch (error) {
    if (isNotStarted(error)) return error.message;
    throw error;
  }
}
