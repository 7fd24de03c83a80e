import { join } from "node:path";
import type { InstallSteps } from "../../src/setup/install-steps.ts";
import { type SetupScene, sceneIn } from "./setup-scene.ts";
import { tempRepo } from "./temp-repo.ts";

export const LATE = Date.UTC(2090, 0);

/** Another project of the same user. */
export async function besides(first: SetupScene): Promise<SetupScene> {
  const repo = await tempRepo();
  return sceneIn({ ...repo, env: { ...repo.env, HOME: first.env["HOME"] ?? "" } });
}

/** Files to seed in the project and in the home. */
export function seedsFor({ env }: SetupScene, text = "first"): InstallSteps {
  const cache = join(env["HOME"] ?? "", ".cache");
  const seed = { role: "seed" as const, content: Buffer.from(text) };
  return {
    seeds: async ({ place }) => ({
      project: [
        { ...seed, path: join(place.top, ".opencode/.npmrc") },
        { path: join(place.top, ".opencode/node_modules"), folder: true },
      ],
      shared: [
        { ...seed, path: join(cache, "rg"), mode: 0o755 },
        { ...seed, path: join(cache, "models.json"), mtime: LATE },
      ],
    }),
  };
}
