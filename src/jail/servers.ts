import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { alike, say } from "../kit/sentence.ts";
import { readInForce } from "../setup/in-force.ts";
import { modelServers } from "./core/model-servers.ts";

/** What the jail takes from the configuration in force. */
export interface InForce {
  /** Addresses of the model servers; at least one. */
  readonly urls: readonly string[];
  /** Entries of `plugin`. */
  readonly plugins: readonly string[];
}

/**
 * Reads the configuration as the plugin does: without the user's approval nothing of the repository counts. Throws
 * MODEL_SERVER_UNKNOWN, CONFIG_REFUSED.
 */
export async function configurationInForce(place: {
  /** Top of the checkout; undefined without one. */
  top: string | undefined;
  cwd: string;
  env: Environment;
  /** Of this package. */
  version: string;
}): Promise<InForce> {
  const { counted, project } = await readInForce(place);
  const urls = modelServers(counted, place.env);
  if (urls.length === 0)
    throw new AegisError(
      "MODEL_SERVER_UNKNOWN",
      say(
        `The configuration in force names no address of a model server (provider.<name>.options.baseURL of the model in use)${project.waiting.length > 0 ? "; what came with this repository does not count, because you have not approved it" : ""}.`,
        `적용 중인 설정에 모델 서버의 주소가 없습니다(사용하는 모델의 provider.<이름>.options.baseURL)${project.waiting.length > 0 ? ". 이 저장소에 들어 있는 설정은 승인하지 않았으므로 적용되지 않습니다" : ""}.`,
      ),
      alike("oh-my-qwencoder install --base-url http://<host>:<port>/v1"),
    );
  const plugins = counted.flatMap(({ config }) => {
    const list = config?.["plugin"];
    return Array.isArray(list) ? list.filter((one) => typeof one === "string") : [];
  });
  return { urls, plugins };
}
