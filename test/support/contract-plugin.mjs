// The plugin of the contract tests. It notes the input of each OpenCode hook as a JSON line in $CONTRACT_NOTES, and
// does in the smallest form what our hooks do. Words in the model's calls and texts select the action (`#refuse:`,
// `#rewrite:`, `#fail:`, `CLAIM`). Its helm is a loopback port: through the helm the tests call our own adapter inside
// OpenCode's process and outside any tool call, like our effects.
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { createOpencodeClient } from "@opencode-ai/sdk/v2";
import { z } from "zod";
import { openCodeHost } from "../../src/swarm/adapters/opencode-host.ts";
import { instanceGuard } from "../../src/swarm/compose/instances.ts";
import { sayHidden, settleAsk, userMessages } from "../../src/swarm/compose/session-calls.ts";
import { registry } from "../../src/swarm/opencode/registry.ts";
import { sessionViews } from "../../src/swarm/opencode/session-views.ts";

const { CONTRACT_NOTES, CONTRACT_SHELL, CONTRACT_MAIN } = process.env;
const ROW = "prt_zzzaegis";
const QUIET = /^(message\.part\.delta|session\.diff|server\.heartbeat|file\..*|lsp\..*)$/;

async function server(input) {
  const { directory } = input;
  const note = (hook, data) =>
    appendFileSync(CONTRACT_NOTES, `${JSON.stringify({ hook, directory, data })}\n`);
  const main = directory === CONTRACT_MAIN;
  // A client for all directories over the connection that OpenCode gives its own plugin.
  const { baseUrl, fetch, headers } = input.client._client.getConfig();
  const client = createOpencodeClient({ baseUrl, fetch, headers });
  const turnaround = () => client.path.get({ directory });
  const known = [...registry().instances.keys()];
  registry().instances.set(directory, { top: main ? undefined : CONTRACT_MAIN });
  note("server", { pid: process.pid, argv: process.argv, known });
  let live = {};
  let closeHelm = () => {};
  if (main) {
    const host = openCodeHost(
      client,
      instanceGuard(CONTRACT_MAIN, () => injected(live)),
    );
    closeHelm = await openHelm(note, {
      ...host,
      sayHidden: (sessionID, words) => sayHidden(client, sessionID, words),
      userMessages: (sessionID) => userMessages(client, sessionID, () => false),
      settleAsk: (sessionID, properties) =>
        settleAsk(client, viewOfChild(sessionID), sessionID, properties),
      updatePart: (part) =>
        client.part.update({
          sessionID: part.sessionID,
          messageID: part.messageID,
          partID: part.id,
          part,
        }),
      environment: () => ({
        content: process.env.OPENCODE_CONFIG_CONTENT ?? null,
        disabled: process.env.OPENCODE_DISABLE_PROJECT_CONFIG ?? null,
      }),
    });
  }
  return {
    config: async (config) => {
      note("config", {});
      configure(config);
      live = config;
    },
    tool: tools(note),
    "tool.definition": async ({ toolID }, output) => {
      if (toolID === "bash" || toolID === "task")
        output.description = `[contract] our words for ${toolID}`;
    },
    "chat.message": async (given, output) => {
      const { agent, id } = output.message;
      note("chat.message", { ...given, parts: output.parts, resolved: agent, id });
      if (agent !== "commander" || output.parts.every((part) => part.synthetic)) return;
      output.parts.push({
        id: `prt_aegis${given.messageID ?? id}`,
        sessionID: given.sessionID,
        messageID: id,
        type: "text",
        synthetic: true,
        text: "[contract] the phase card",
      });
    },
    "chat.params": async (given, output) => {
      note("chat.params", { sessionID: given.sessionID, agent: given.agent });
      output.options.top_k ??= 40;
      if (output.temperature === undefined) output.options.temperature ??= 1;
    },
    "tool.execute.before": async (call, output) => {
      note("tool.execute.before", { ...call, args: output.args });
      if (call.tool === "question") output.args.questions = [ourQuestion()];
      const refusal = mark(output.args, "refuse");
      if (refusal === undefined) return;
      await turnaround();
      throw new Error(refusal);
    },
    "tool.execute.after": async (call, output) => {
      note("tool.execute.after", { ...call, output: output.output, metadata: output.metadata });
      await turnaround();
      const failure = mark(call.args, "fail");
      if (failure !== undefined) throw new Error(failure);
      if (call.tool === "question") output.output = "[contract] the user has spoken";
      output.output = mark(call.args, "rewrite") ?? output.output;
    },
    "shell.env": async (given, output) => {
      note("shell.env", given);
      if (given.callID) Object.assign(output.env, { CONTRACT_CALL: given.callID, LANG: "" });
    },
    event: async ({ event }) => {
      if (!QUIET.test(event.type)) note("event", event);
    },
    "experimental.text.complete": async (given, output) => {
      note("text.complete", { ...given, text: output.text });
      if (!output.text.startsWith("CLAIM")) return;
      output.text += "\n\n> marked by the contract";
      await sayHidden(client, given.sessionID, "[contract] not so: go on");
    },
    "experimental.chat.system.transform": async (given, output) => {
      note("system.transform", { sessionID: given.sessionID, count: output.system.length });
      output.system.splice(
        0,
        output.system.length,
        `${output.system.join("\n\n")}\n[contract] end`,
      );
    },
    "experimental.chat.messages.transform": async (_, output) => {
      for (const { parts } of output.messages)
        parts.splice(0, parts.length, ...parts.filter(({ id }) => !id.startsWith(ROW)));
    },
    "experimental.session.compacting": async (given, output) => {
      note("session.compacting", given);
      output.context.push("[contract] keep this in the summary");
    },
    "permission.ask": async (given) => note("permission.ask", given),
    dispose: async () => {
      note("dispose", {});
      registry().instances.delete(directory);
      closeHelm();
    },
  };
}

/** Like our plugin's configuration for a worktree, plus a mark. */
function injected(live) {
  const config = { ...structuredClone(live) };
  for (const key of ["plugin_origins", "mode", "command"]) delete config[key];
  return JSON.stringify({
    ...config,
    username: "injected",
    plugin: [import.meta.url],
    snapshot: false,
  });
}

function configure(config) {
  const see = { "*": "deny", read: "allow", bash: "allow", doom_loop: "allow" };
  const agent = (mode, prompt, permission) => ({
    mode,
    prompt,
    temperature: 1,
    top_p: 0.95,
    permission: { ...see, ...permission },
  });
  const build = { edit: "allow", task: { "*": "deny", scout: "allow" } };
  Object.assign(config, {
    agent: {
      ...config.agent,
      commander: agent("primary", "You are Aegis Commander.", {
        ...build,
        question: "allow",
        "contract_*": "allow",
        external_directory: { "*": "ask" },
      }),
      // The worker has all rights, so that every refusal comes from its session's rules.
      worker: agent("subagent", "You are Aegis Worker.", {
        ...build,
        question: "allow",
        external_directory: "allow",
      }),
      scout: agent("subagent", "You are Aegis Scout.", {}),
    },
    default_agent: "commander",
    shell: CONTRACT_SHELL,
    subagent_depth: 2,
    command: { survey: { template: "survey the code", agent: "scout", subtask: true } },
  });
}

/** Not in alphabetical order, so that a test can recognise the order of the definition. */
function tools(note) {
  const tool = (name, args, execute) => ({
    [name]: { description: name, args, execute },
  });
  return {
    ...tool(
      "contract_zeta",
      { count: z.number().max(3).default(1), word: z.string() },
      (raw, at) => {
        const { sessionID, messageID, agent, abort } = at;
        note("tool", { raw, sessionID, messageID, agent, aborted: abort.aborted });
        return Promise.resolve("zeta is done");
      },
    ),
    ...tool("contract_alpha", { why: z.string() }, ({ why }) => Promise.reject(new Error(why))),
    ...tool("contract_mid", {}, () => Promise.resolve("mid is done")),
  };
}

function ourQuestion() {
  const option = (label) => ({ label, description: label });
  const options = [option("Approve"), option("Change")];
  return { header: "Plan", question: "[contract] ours?", multiple: false, custom: true, options };
}

/** The rest of a command after `#word:`. */
function mark(args, word) {
  return String(args?.command ?? "").split(`#${word}:`)[1];
}

function viewOfChild(sessionID) {
  const sessions = sessionViews();
  sessions.of(sessionID).childOf("ses_parent");
  return { sessions, run: { state: { workers: [] } } };
}

async function openHelm(note, actions) {
  const helm = createServer(async (request, response) => {
    const { action, args } = JSON.parse(await text(request));
    try {
      response.end(JSON.stringify({ value: (await actions[action](...args)) ?? null }));
    } catch (error) {
      response.end(JSON.stringify({ error: String(error) }));
    }
  });
  await new Promise((resolve) => helm.listen(0, "127.0.0.1", resolve));
  helm.unref();
  note("helm", { port: helm.address().port });
  return () => helm.close();
}

// biome-ignore lint/style/noDefaultExport: the form in which OpenCode takes a plugin.
export default { id: "contract", server };
