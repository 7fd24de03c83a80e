import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { runOnce } from "../host/run-once.ts";
import { say } from "../kit/sentence.ts";
import { PROBE, PROBE_END, probeWithModel } from "./core/layer-probe.ts";
import { freeCheck, layerCheck, noPluginCheck, unseen } from "./core/layer-verdict.ts";
import type { LayerCheck } from "./core/report-document.ts";
import { probed, said } from "./run-probe.ts";
import type { Stage } from "./sessions.ts";
import { type SandboxMode, tryShells } from "./shell-layers.ts";
import type { Watch } from "./watch.ts";

/** The layers of this machine, each tried by a probe in the network of the audit. */
export async function tryLayers(
  watch: Watch,
  stage: Stage,
  place: { packageRoot: string; url: string | undefined; mode: SandboxMode },
): Promise<LayerCheck[]> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-layers-")));
  try {
    const free = freeCheck(
      await probed(watch, () => bash(`${PROBE}echo ${PROBE_END}`, folder, stage)),
    );
    return [
      free,
      await tryPlugin(watch, stage),
      ...(await tryShells(watch, stage, { ...place, folder, free })),
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

function bash(text: string, cwd: string, { env }: Stage): Promise<string> {
  return said(["bash", "-c", text], { cwd, env });
}
