import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { TestProject } from "vitest/node";

/** scripted: says the texts of scripts/vllm-test/scripted.py; the other models have random weights. */
export const TINY_MODELS = ["qwen3", "qwen3_next", "scripted"] as const;
export type TinyModel = (typeof TINY_MODELS)[number];

declare module "vitest" {
  interface ProvidedContext {
    /** The programs that scripts/vllm-test/install.sh has installed, and the folders of the tiny models. */
    vllm: { command: string; router: string; models: Record<TinyModel, string> };
  }
}

/** Writes the tiny models once for all files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const installed = process.env["AEGIS_VLLM_TEST_DIR"] ?? join(process.cwd(), ".vllm-test");
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-vllm-models-")));
  for (const kind of TINY_MODELS) {
    const script = "scripts/vllm-test/make_model.py";
    await execa(join(installed, "vllm/bin/python"), [script, kind, join(folder, kind)], {
      env: { PYTHONDONTWRITEBYTECODE: "1" },
    });
  }
  const [qwen3, next, scripted] = TINY_MODELS.map((kind) => join(folder, kind));
  project.provide("vllm", {
    command: join(installed, "vllm/bin/vllm"),
    router: join(installed, "router/bin/vllm-router"),
    models: { qwen3: qwen3 ?? "", qwen3_next: next ?? "", scripted: scripted ?? "" },
  });
  return () => rm(folder, { recursive: true, force: true });
}
