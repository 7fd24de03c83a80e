import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AGENTS } from "../swarm/core/agents.ts";
import type { FileWish } from "./adapters/wish.ts";
import { readFound, sha256 } from "./adapters/write-file.ts";
import type { Manifest } from "./core/manifest.ts";
import type { Reason } from "./reasons.ts";

/** What install does with one prompt. */
export interface PromptStep {
  wish: FileWish;
  /** The user's text stays, whatever the shipped one says by now. */
  keep: boolean;
  /** The text there is. */
  before: string;
  why: Reason;
}

/**
 * The shipped prompts as files, for the user to edit. One they have edited is theirs: it is only written
 * over with `force`, and then kept as a backup.
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
