import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { alike, say } from "../kit/sentence.ts";
import {
  lookAround,
  lookAtProject,
  type ProjectConfig,
} from "../swarm/adapters/project-config/look.ts";
import type { Finding } from "../swarm/core/project-config/findings.ts";
import { configSources } from "./adapters/config-sources.ts";
import { type Source, sourcesThatCount } from "./core/sources.ts";

/** OpenCode's configuration in force. */
export interface InForce {
  /** The sources that count, lowest rank first. */
  readonly counted: readonly Source[];
  /** All sources, also those that wait for approval. */
  readonly all: readonly Source[];
  readonly project: ProjectConfig;
  /** What waits for the user's approval in the repository and in the folders above it. */
  readonly waiting: readonly Finding[];
}

/**
 * Reads the configuration as the plugin does: without the user's approval nothing of the repository counts. Throws
 * CONFIG_REFUSED.
 */
export async function readInForce(place: {
  /** Top of the checkout; undefined without one. */
  top: string | undefined;
  cwd: string;
  env: Environment;
  /** Of this package. */
  version: string;
}): Promise<InForce> {
  const { top, cwd, env, version } = place;
  const { platform } = process;
  const sources = await configSources({ top: top ?? cwd, cwd, env, platform });
  const faults = sources.flatMap(({ fault }) => fault ?? []);
  if (faults.length > 0)
    throw new AegisError(
      "CONFIG_REFUSED",
      alike(faults.join("; ")),
      say("Fix the configuration file that the message names.", "위에 나온 설정 파일을 고치세요."),
    );
  const here = { top: top ?? "/", cwd, env, platform, version };
  const [project, around] = await Promise.all([lookAtProject(here), lookAround(here)]);
  const waiting = [...project.waiting, ...around.waiting];
  return { counted: sourcesThatCount(sources, project), all: sources, project, waiting };
}
