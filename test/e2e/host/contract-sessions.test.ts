import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import type { Step } from "../../../src/scripted-model/script.ts";
import { workerRules } from "../../../src/swarm/adapters/opencode-host.ts";
import type { LastTurn } from "../../../src/swarm/ports.ts";
import { facts, LIMIT, sharedStage, texts, toolResults } from "../../support/contract.ts";
import { bash, call, calls, says, write } from "../../support/script-lines.ts";

/** What OpenCode does for Workers in worktrees of their own, and who (under src/) relies on it. */
const contract = {
  "a worktree boots our plugin in the same process, with the configuration of that moment": [
    "swarm/compose/instances.ts",
    "swarm/opencode/registry.ts",
    "plugin.ts",
  ],
  "without those variables a worktree's own files configure it": ["swarm/compose/instances.ts"],
  "a Worker's session keeps its directory, parent, rules and metadata": [
    "swarm/adapters/opencode-host.ts",
  ],
  "a new session is empty until its first words": ["swarm/adapters/opencode-host.ts"],
  "a session's rules are enforced, and a denied tool is not offered": [
    "swarm/adapters/opencode-host.ts",
  ],
  "hooks and events of a worktree reach only its own instance": [
    "swarm/opencode/event-hook.ts",
    "swarm/opencode/hooks.ts",
  ],
  "a Worker's Scout is its child, in its worktree": [
    "swarm/opencode/agent-config.ts",
    "swarm/opencode/event-hook.ts",
  ],
  "a busy session reads a new message at its next step": [
    "swarm/adapters/opencode-host.ts",
    "swarm/opencode/tools/workers.ts",
  ],
  "an aborted Commander leaves its Workers running": ["swarm/opencode/event-hook.ts"],
  "a released directory's instance alone is disposed, and boots anew": [
    "swarm/adapters/opencode-host.ts",
    "swarm/app/cleanup.ts",
  ],
};
const { fact, complete } = facts(contract);

const NAMES = ["OPENCODE_CONFIG_CONTENT", "OPENCODE_DISABLE_PROJECT_CONFIG"] as const;
const STRANGER = { username: "stranger", agent: { stranger: { mode: "primary", prompt: "Hi." } } };

const stage = sharedStage();
let lead: string;
/** Worktrees of `main`: one opened as we do it, one opened by anybody. */
let ours: string;
let bare: string;
beforeAll(async () => {
  const worktree = async (name: string) => {
    const directory = join(stage.main, ".aegis/worktrees", name);
    await stage.git("worktree", "add", "--quiet", "--detach", directory);
    await writeFile(join(directory, "opencode.json"), JSON.stringify(STRANGER));
    return directory;
  };
  ours = await worktree("w01");
  bare = await worktree("w02");
  lead = await stage.turn("lead them", [says("I lead.")]);
});

async function worker(words: string, steps: Step[], title = words): Promise<string> {
  await stage.lines("worker", words, steps);
  const request = { directory: ours, parentID: lead, title, scope: ["src/a/**"] };
  const metadata = { aegis: { run: "r1", worker: "a" } };
  const session = await stage.helm<string>("openWorker", { ...request, metadata });
  await send(session, words);
  return session;
}

const send = (sessionID: string, text: string) =>
  stage.helm("prompt", { sessionID, agent: "worker", text, synthetic: false });
const lastTurn = (session: string) => stage.helm<LastTurn>("lastTurn", session, ours);

async function configOf(directory: string) {
  const config = await stage.host.api("GET", "/config", undefined, { directory });
  return config as { username?: string; agent: Record<string, unknown>; snapshot?: boolean };
}

fact(
  "a worktree boots our plugin in the same process, with the configuration of that moment",
  async () => {
    expect(stage.notes("server", ours)).toEqual([]);
    // Rejects when our plugin's instance is not there by the time the first answer comes.
    await stage.helm("guardDirectory", ours);
    const { pid } = stage.notes("server", stage.main)[0] ?? {};
    expect(stage.notes("server", ours)).toMatchObject([{ pid, known: [stage.main] }]);
    const config = await configOf(ours);
    expect(config).toMatchObject({ username: "injected", snapshot: false });
    expect(Object.keys(config.agent)).toContain("worker");
    expect(Object.keys(config.agent)).not.toContain("stranger");
    expect(await stage.helm("environment")).toEqual({ content: null, disabled: null });
  },
);

fact("without those variables a worktree's own files configure it", async () => {
  const config = await configOf(bare);
  expect(config.username).toBe("stranger");
  expect(Object.keys(config.agent)).toContain("stranger");
});

fact("a Worker's session keeps its directory, parent, rules and metadata", async () => {
  const session = await worker("just be there", [says("Here.")], "w01 (@a subagent)");
  await stage.host.waitIdle(session, ours, LIMIT);
  expect(await stage.host.api("GET", `/session/${session}`)).toMatchObject({
    directory: ours,
    parentID: lead,
    title: "w01 (@a subagent)",
    metadata: { aegis: { run: "r1", worker: "a" } },
    permission: workerRules(["src/a/**"]),
  });
  const children = await stage.host.api("GET", `/session/${lead}/children`, undefined, {
    directory: stage.main,
  });
  expect((children as { id: string }[]).map(({ id }) => id)).toContain(session);
  expect(stage.first(session)).toMatchObject({ agent: "worker", parentSession: lead });
  expect(await lastTurn(session)).toEqual({ at: expect.any(Number), busy: false, text: "Here." });
});

fact("a new session is empty until its first words", async () => {
  const request = { directory: ours, parentID: lead, title: "w03", scope: ["src/a/**"] };
  const metadata = { aegis: { run: "r1", worker: "c" } };
  const session = await stage.helm<string>("openWorker", { ...request, metadata });
  expect(await lastTurn(session)).toMatchObject({ empty: true });
  await stage.lines("worker", "the first words", [says("Heard.")]);
  await send(session, "the first words");
  await stage.host.waitIdle(session, ours, LIMIT);
  expect(await lastTurn(session)).not.toHaveProperty("empty");
});

fact("a session's rules are enforced, and a denied tool is not offered", async () => {
  const kept = join(String(stage.env["XDG_DATA_HOME"]), "opencode/tool-output");
  await mkdir(kept, { recursive: true });
  await writeFile(join(kept, "tool_1"), "kept output");
  const session = await worker("build a", [
    calls(
      write("src/a/ok.txt", "in scope"),
      write("src/b/no.txt", "out of scope"),
      write(join(stage.main, "src/a/no.txt"), "the user's"),
      call("read", { filePath: "/etc/hostname" }),
      call("read", { filePath: join(kept, "tool_1") }),
      bash(`pwd; echo "${NAMES.map((name) => `$${name}`).join(",")}."`),
      bash("seq 20000"),
    ),
    says("Tried."),
  ]);
  await stage.host.waitIdle(session, ours, LIMIT);
  expect(stage.first(session)?.tools).toEqual(expect.arrayContaining(["edit", "write", "task"]));
  expect(stage.first(session)?.tools).not.toContain("question");
  const [wrote, outside, users, read, reread, shell, long] = toolResults(
    stage.requests(session)[1],
  );
  expect(wrote).toContain("Wrote file");
  for (const denied of [outside, users, read])
    expect(denied).toMatch(/rule which prevents you from using this/);
  expect(reread).toContain("kept output");
  expect(shell).toBe(`${ours}\n,.\n`);
  expect(long).toContain(kept);
  expect(existsSync(join(ours, "src/a/ok.txt"))).toBe(true);
  expect(existsSync(join(ours, "src/b"))).toBe(false);
  expect(existsSync(join(stage.main, "src"))).toBe(false);
});

fact("hooks and events of a worktree reach only its own instance", async () => {
  const session = await worker("be heard", [calls(bash("echo heard")), says("Heard.")]);
  await stage.host.waitIdle(session, ours, LIMIT);
  const about = (type: string) => (event: Record<string, unknown>) => {
    const properties = event["properties"] as { sessionID?: string; info?: { id?: string } };
    return event["type"] === type && (properties.sessionID ?? properties.info?.id) === session;
  };
  const created = await stage.noted("event", about("session.created"));
  expect(created["properties"]).toMatchObject({ info: { id: session, parentID: lead } });
  await stage.noted("event", about("session.idle"));
  const heard = JSON.stringify(session);
  const hooks = ["event", "tool.execute.before", "shell.env", "chat.message", "text.complete"];
  for (const hook of hooks) {
    const where = (directory: string) => JSON.stringify(stage.notes(hook, directory));
    expect(where(ours), hook).toContain(heard);
    expect(where(stage.main), hook).not.toContain(heard);
  }
});

fact("a Worker's Scout is its child, in its worktree", async () => {
  await stage.lines("scout", "look at it", [calls(bash("pwd")), says("Looked.")]);
  const task = { description: "look", prompt: "look at it", subagent_type: "scout" };
  const session = await worker("send a Scout", [calls(call("task", task)), says("Sent.")]);
  await stage.host.waitIdle(session, ours, LIMIT);
  expect(toolResults(stage.requests(session)[1])[0]).toContain("Looked.");
  const asked = stage.model.requests.find(({ parentSession }) => parentSession === session);
  expect(asked).toMatchObject({ agent: "scout" });
  const scout = String(asked?.session);
  expect(await stage.host.api("GET", `/session/${scout}`)).toMatchObject({
    directory: ours,
    parentID: session,
    // OpenCode's own title names task and role, and its navigator shows the role.
    title: "look (@scout subagent)",
  });
  expect(stage.of("chat.message", scout)).toMatchObject([{ resolved: "scout" }]);
  expect(toolResults(stage.requests(scout)[1])).toEqual([`${ours}\n`]);
});

fact("a busy session reads a new message at its next step", async () => {
  const first = { ...calls(bash("echo first")), hold: "steered" };
  const session = await worker("go straight", [first, says("I turn.")]);
  await stage.model.waitFor((request) => request.session === session, LIMIT);
  expect(await lastTurn(session)).toMatchObject({ busy: true });
  await send(session, "turn left");
  stage.model.release("steered");
  await stage.host.waitIdle(session, ours, LIMIT);
  expect(stage.requests(session)).toHaveLength(2);
  expect(texts(stage.requests(session)[1], "user")).toEqual(["go straight", "turn left"]);
  expect(toolResults(stage.requests(session)[1])).toEqual(["first\n"]);
});

const held = (session: string, step: number) =>
  stage.model.waitFor((each) => each.session === session && each.step === step, LIMIT);
fact("an aborted Commander leaves its Workers running", async () => {
  const running = await worker("work on", [{ ...says("late"), hold: "never" }]);
  const request = await held(running, 0);
  await stage.lines("commander", "lead them", [
    says("I lead."),
    { ...says("late"), hold: "never" },
  ]);
  await stage.host.prompt(lead, stage.main, "lead on", "commander");
  await held(lead, 1);
  await stage.host.abort(lead, stage.main);
  await stage.host.waitIdle(lead, stage.main, LIMIT);
  expect(request.closed).toBe(false);
  expect(await lastTurn(running)).toMatchObject({ busy: true });
  await stage.helm("abort", running);
  await stage.failed(running);
});

fact("a released directory's instance alone is disposed, and boots anew", async () => {
  await stage.helm("release", ours);
  expect(stage.notes("dispose", ours)).toHaveLength(1);
  expect(stage.notes("dispose", stage.main)).toEqual([]);
  await stage.helm("guardDirectory", ours);
  expect(stage.notes("server", ours)).toHaveLength(2);
  expect(await configOf(ours)).toMatchObject({ username: "injected" });
});

complete();
