import { fileURLToPath } from "node:url";
import type { Hooks, PluginInput } from "@opencode-ai/plugin";
import { onTestFinished } from "vitest";
import { tempRepo } from "./temp-repo.ts";

const PLUGIN = fileURLToPath(new URL("../../dist/plugin.js", import.meta.url));

/**
 * Calls of tools of the file that users get, in a new repository and without a host: resolves with the text that the
 * model would read. Users' files have other words than the sources if the bundler drops something.
 */
export async function builtPlugin(files: Record<string, string> = { "README.md": "# demo\n" }) {
  const { dir } = await tempRepo({ files });
  const { default: plugin } = (await import(PLUGIN)) as {
    default: { server(input: PluginInput): Promise<Hooks> };
  };
  const answer = async () => Response.json({});
  const client = {
    _client: { getConfig: () => ({ baseUrl: "http://localhost", fetch: answer }) },
    app: { log: async () => ({}) },
  };
  const hooks = await plugin.server({ directory: dir, client } as unknown as PluginInput);
  onTestFinished(() => hooks.dispose?.());
  return async (tool: string, args: unknown): Promise<string> => {
    const context = { sessionID: "ses_1", messageID: "msg_1", abort: new AbortController().signal };
    try {
      return String(await hooks.tool?.[tool]?.execute(args as never, context as never));
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}
