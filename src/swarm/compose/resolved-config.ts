import type { Config } from "@opencode-ai/plugin";
import { z } from "zod";

/** The configuration of a worktree's instance: the project's resolved one. `plugin`: our address, its only plugin. */
export function injectedConfig(live: Config | undefined, plugin: string): string {
  const config = { ...structuredClone(live ?? {}) } as Record<string, unknown>;
  for (const key of ["plugin_origins", "mode", "command"]) delete config[key];
  return JSON.stringify({ ...config, plugin: [plugin], snapshot: false });
}

/** A value of another type counts as absent. */
const ServerOptions = z.object({
  baseURL: z.string().optional().catch(undefined),
  apiKey: z.string().optional().catch(undefined),
});

/** The server of the model that the resolved configuration names; undefined if it names no address. */
export function modelServer(
  live: Config | undefined,
): { baseURL: string; apiKey?: string } | undefined {
  const [provider] = (live?.model ?? "").split("/");
  const options = ServerOptions.safeParse(live?.provider?.[provider ?? ""]?.options);
  const { baseURL, apiKey } = options.data ?? {};
  return baseURL ? { baseURL, ...(apiKey ? { apiKey } : {}) } : undefined;
}
