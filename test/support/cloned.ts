import { approvalFiles } from "../../src/swarm/adapters/project-config/approvals.ts";
import { lookAtProject } from "../../src/swarm/adapters/project-config/look.ts";

/** The user of `env` approves what came with the repository at `top`, as `install --approve-project` does. */
export async function approveProject(
  top: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const { platform } = process;
  const { fingerprint, top: key } = await lookAtProject({ top, cwd: top, env, platform });
  await approvalFiles(env, platform).set(key, [fingerprint]);
}
