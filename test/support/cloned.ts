import { readFile } from "node:fs/promises";
import { approvalFiles } from "../../src/swarm/adapters/project-config/approvals.ts";
import { lookAround, lookAtProject } from "../../src/swarm/adapters/project-config/look.ts";

/** The user of `env` approves what came with the repository at `top`, as `install --approve-project` does. */
export async function approveProject(
  top: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const { platform } = process;
  const { version } = JSON.parse(await readFile("package.json", "utf8"));
  const place = { top, cwd: top, env, platform, version: String(version) };
  const looks = [await lookAtProject(place), await lookAround(place)];
  const fingerprints = looks.map(({ fingerprint }) => fingerprint);
  await approvalFiles(env, platform).set(looks[0]?.top ?? top, fingerprints);
}
