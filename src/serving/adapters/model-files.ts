import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "../../kit/environment.ts";
import { parsedJson } from "../../kit/json.ts";

export interface ModelFiles {
  /** Parsed `config.json`; undefined if it is no JSON, which `modelShape` reports. */
  config: unknown;
  /** Bytes of the weights on disk, which vLLM loads; 0 if some are missing. */
  weights: number;
}

/** A model on this machine: in a folder of that name, or in the hub's cache. */
export async function modelFiles(model: string, env: Environment): Promise<ModelFiles | undefined> {
  for (const folder of [model, ...(await cached(model, env))]) {
    const text = await readFile(join(folder, "config.json"), "utf8").catch(() => undefined);
    if (text === undefined) continue;
    return { config: parsedJson(text), weights: await weightsIn(folder) };
  }
  return undefined;
}

/** Snapshots of a model in the cache of the hub's own library. */
async function cached(model: string, env: Environment): Promise<string[]> {
  const home = env["HF_HOME"] || join(env["HOME"] ?? "", ".cache/huggingface");
  const hub = env["HF_HUB_CACHE"] || join(home, "hub");
  const folder = join(hub, `models--${model.replaceAll("/", "--")}`, "snapshots");
  return (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
}

/**
 * Bytes of the files in the index, or of all weight files without an index; 0 if a part is missing,
 * as after a cut-off download.
 */
async function weightsIn(folder: string): Promise<number> {
  const index = await readFile(join(folder, "model.safetensors.index.json"), "utf8").catch(
    () => "",
  );
  const listed = [...new Set(index.match(/"[^"]+\.safetensors"/g) ?? [])].map((name) =>
    name.slice(1, -1),
  );
  const there = (await readdir(folder)).filter((name) => name.endsWith(".safetensors"));
  const names = listed.length > 0 ? listed : there;
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.includes(0) ? 0 : sizes.reduce((sum, size) => sum + size, 0);
}
