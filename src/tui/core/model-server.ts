import { z } from "zod";

/** The parts of OpenCode's configuration that say where the model is. */
const Config = z.object({
  model: z.string(),
  provider: z.record(
    z.string(),
    z.object({ options: z.object({ baseURL: z.string() }).optional() }),
  ),
});

/** The base URL of the model that OpenCode uses; undefined if the configuration does not say it. */
export function modelServerOf(config: unknown): string | undefined {
  const { data } = Config.safeParse(config);
  const provider = data?.model.split("/")[0];
  return provider === undefined ? undefined : data?.provider[provider]?.options?.baseURL;
}
