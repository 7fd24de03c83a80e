import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { realPath } from "../../kit/real-path.ts";

/** The package that confines shells where the kernel has neither of our layers. */
export const RUNTIME_PACKAGE = "@anthropic-ai/sandbox-runtime";

/** The version that our tests play. */
export const RUNTIME_VERSION = "0.0.78";

export interface Runtime {
  version: string;
  /** The absolute path of its module. */
  entry: string;
}

const Manifest = z.object({ version: z.string(), main: z.string() });

/**
 * The optional package beside ours, as Node would find it: in the folders `node_modules` above our own files, and
 * never by a variable. Undefined if it is not installed.
 */
export async function findRuntime(packageRoot: string): Promise<Runtime | undefined> {
  for (let folder = packageRoot; ; folder = dirname(folder)) {
    const place = join(folder, "node_modules", RUNTIME_PACKAGE);
    const manifest = await readManifest(join(place, "package.json"));
    if (manifest) return { version: manifest.version, entry: realPath(join(place, manifest.main)) };
    if (folder === dirname(folder)) return undefined;
  }
}

async function readManifest(file: string): Promise<z.infer<typeof Manifest> | undefined> {
  try {
    return Manifest.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" || code === "ENOTDIR";
}
