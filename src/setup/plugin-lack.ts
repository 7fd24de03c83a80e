import type { Environment } from "../kit/environment.ts";
import { type Sentence, say } from "../kit/sentence.ts";
import { APPROVE } from "../swarm/core/project-config/words.ts";
import { isOurPlugin } from "./core/settings.ts";
import type { Source } from "./core/sources.ts";
import { readInForce } from "./in-force.ts";

/**
 * What this project lacks for OpenCode to load the plugin, and the command that brings it; undefined if a configuration
 * that counts names the plugin. Whether it then runs, `doctor` observes. Throws CONFIG_REFUSED.
 */
export async function pluginLack(place: {
  top: string;
  env: Environment;
  version: string;
}): Promise<Sentence | undefined> {
  const { counted, waiting, all } = await readInForce({ ...place, cwd: place.top });
  if (counted.some(namesPlugin)) return undefined;
  if (waiting.length > 0 && all.some(namesPlugin))
    return say(
      `Aegis is off here: the repository brings its own configuration, and you have not approved it.\n→ ${APPROVE.command}`,
      `여기서는 Aegis가 꺼져 있습니다. 저장소에 든 설정을 아직 승인하지 않았습니다.\n→ ${APPROVE.command}`,
    );
  return say(
    "Aegis is not in this project: no configuration of OpenCode names the plugin.\n→ oh-my-qwencoder install",
    "이 프로젝트에는 Aegis가 없습니다. OpenCode 설정에 플러그인이 없습니다.\n→ oh-my-qwencoder install",
  );
}

function namesPlugin({ config }: Source): boolean {
  const list = config?.["plugin"];
  return Array.isArray(list) && list.some(isOurPlugin);
}
