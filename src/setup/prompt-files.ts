import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AGENTS } from "../swarm/core/agents.ts";
import type { DesiredFile } from "./adapters/desired.ts";
import { readFound, sha256 } from "./adapters/write-file.ts";
import type { Manifest } from "./core/manifest.ts";
import type { Reason } from "./reasons.ts";

/** Install's decision about one prompt. */
export interface PromptStep {
  wish: DesiredFile;
  /** The user's text stays, even if the shipped text has changed. */
  keep: boolean;
  /** The text on disk. */
  before: string;
  why: Reason;
}

/**
 * The shipped prompts as files that the user may edit. An edited prompt belongs to the user: only
 * `force` overwrites it, and then keeps a backup.
 */
export async function promptSteps(
  folder: string | undefined,
  options: { packageRoot: string; force: boolean; manifest: Manifest | undefined },
): Promise<PromptStep[]> {
  const steps: PromptStep[] = [];
  if (folder === undefined) return steps;
  for (const name of AGENTS) {
    const content = await readFile(join(options.packageRoot, "templates/agents", `${name}.md`));
    const path = join(folder, "agents", `${name}.md`);
    const found = await readFound(path);
    if (found?.content.equals(content)) continue;
    const sha = found ? sha256(found.content) : null;
    const ours = options.manifest?.changes.some(
      (change) => change.kind === "file" && change.path === path && change.after === sha,
    );
    const edited = found !== undefined && !ours;
    steps.push({
      wish: { path, content, role: "prompt", basedOn: sha },
      keep: edited && !options.force,
      before: found?.content.toString("utf8") ?? "",
      why: whyOf(found !== undefined, edited, options.force),
    });
  }
  return steps;
}

function whyOf(exists: boolean, edited: boolean, force: boolean): Reason {
  if (!exists) return "prompt";
  if (!edited) return "prompt-newer";
  return force ? "prompt-forced" : "prompt-kept";
}
