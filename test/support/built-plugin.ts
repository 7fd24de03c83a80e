import { fileURLToPath } from "node:url";
import type { Hooks, PluginInput } from "@opencode-ai/plugin";
import { onTestFinished } from "vitest";
import { tempRepo } from "./temp-repo.ts";

const PLUGIN = fileURLToPath(new URL("../../dist/plugin.js", import.meta.url));

const README = { "README.md": "# demo\n" };

/** The hooks of the file that users get, in a new repository and without a host; disposed of after the test. */
export async function builtHooks(files: Record<string, string> = README): Promise<Hooks> {
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
  return hooks;
}

/**
 * Calls of tools of the file that users get: resolves with the text that the model would read. Users' files have other
 * words than the sources if the bundler drops something.
 */
export async function builtPlugin(files: Record<string, string> = README) {
  const hooks = await builtHooks(files);
  return async (tool: string, args: unknown): Promise<string> => {
    const context = { sessionID: "ses_1", messageID: "msg_1", abort: new AbortController().signal };
    return textOf(async () =>
      String(await hooks.tool?.[tool]?.execute(args as never, context as never)),
    );
  };
}

/** What a Commander reads if the gate of the file that users get refuses a call of the host's tools; else nothing. */
export async function builtGate(files: Record<string, string> = README) {
  const hooks = await builtHooks(files);
  const sessionID = "ses_1";
  const message = { id: "msg_1", agent: "commander" };
  await hooks["chat.message"]?.({ sessionID }, { message, parts: [] } as never);
  return (tool: string, callID: string, args: unknown): Promise<string> =>
    textOf(async () => {
      await hooks["tool.execute.before"]?.({ tool, sessionID, callID }, { args });
      return "";
    });
}

async function textOf(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
