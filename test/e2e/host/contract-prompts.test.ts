import { expect } from "vitest";
import { runOnce } from "../../../src/host/run-once.ts";
import { facts, LIMIT, sharedStage, texts, toolResults } from "../../support/contract.ts";
import { bash, call, calls, says } from "../../support/script-lines.ts";

/** What OpenCode does with our configuration and our prompts, and who (under src/) relies on it. */
const contract = {
  "the config hook sets agents and the default one": ["swarm/opencode/agent-config.ts"],
  "the config hook sets the shell, called as bash -c": ["swarm/opencode/agent-config.ts"],
  "a tool an agent may not use is not offered": ["swarm/opencode/agent-config.ts"],
  "three equal calls in one answer ask nobody": ["swarm/opencode/agent-config.ts"],
  "chat.message adds a hidden part that is stored and sent": ["swarm/opencode/session-hooks.ts"],
  "chat.params names the agent, and its options reach the body": [
    "swarm/opencode/session-hooks.ts",
  ],
  "the system prompt is one replaceable text": [
    "swarm/opencode/prompt-hooks.ts",
    "swarm/opencode/stable-system.ts",
  ],
  "a hidden message from text.complete keeps the turn going": [
    "swarm/opencode/completion-hook.ts",
    "swarm/compose/session-calls.ts",
  ],
  "tool.definition changes a description": ["swarm/opencode/tool-descriptions.ts"],
  "context for a compaction reaches its request": ["swarm/opencode/prompt-hooks.ts"],
  "run is named in argv, offers no question and disposes at its end": [
    "swarm/compose/build-project.ts",
    "swarm/opencode/tools/design.ts",
    "swarm/opencode/hooks.ts",
  ],
};
const { fact, complete } = facts(contract);

const stage = sharedStage();

fact("the config hook sets agents and the default one", async () => {
  const { host, main } = stage;
  await stage.lines("commander", "whoever", [says("It is me.")]);
  const session = await host.createSession(main);
  await host.prompt(session, main, "whoever");
  await host.waitIdle(session, main, LIMIT);
  expect(stage.first(session)).toMatchObject({ agent: "commander", answered: true });
  expect(stage.of("chat.message", session)[0]).toMatchObject({ resolved: "commander" });
});

fact("the config hook sets the shell, called as bash -c", async () => {
  const session = await stage.turn("which shell", [calls(bash('echo "<$CONTRACT_SHELL_ARGS>"'))]);
  expect(toolResults(stage.requests(session)[1])[0]).toMatch(/^<(-l )?-c echo "<.*>">\n?$/s);
});

fact("a tool an agent may not use is not offered", async () => {
  const session = await stage.turn("which tools", [calls(call("webfetch", { url: "http://x" }))]);
  const offered = stage.first(session)?.tools ?? [];
  expect(offered).toEqual(expect.arrayContaining(["read", "bash", "edit", "write", "question"]));
  for (const denied of ["glob", "grep", "webfetch", "todowrite", "skill"])
    expect(offered).not.toContain(denied);
  expect(stage.of("tool.execute.after", session).map(({ tool }) => tool)).not.toContain("webfetch");
});

fact("three equal calls in one answer ask nobody", async () => {
  const same = bash("echo same");
  const session = await stage.turn("repeat it", [calls(same, same, same), says("Repeated.")]);
  expect(toolResults(stage.requests(session)[1])).toEqual(["same\n", "same\n", "same\n"]);
});

fact("chat.message adds a hidden part that is stored and sent", async () => {
  const session = await stage.turn("add a card", [says("Read it.")]);
  const [told] = stage.of("chat.message", session);
  expect(told).toMatchObject({ agent: "commander", resolved: "commander" });
  const [message] = await stage.host.messages(session, stage.main);
  const card = message?.parts.find((part) => String(part["id"]).startsWith("prt_aegis"));
  expect(card).toMatchObject({
    id: `prt_aegis${told?.["messageID"] ?? told?.["id"]}`,
    synthetic: true,
    text: "[contract] the phase card",
  });
  expect(texts(stage.first(session), "user").join("\n")).toContain("[contract] the phase card");
});

fact("chat.params names the agent, and its options reach the body", async () => {
  const session = await stage.turn("sample it", [says("Sampled.")]);
  expect(stage.of("chat.params", session).map(({ agent }) => agent)).toContain("commander");
  expect(stage.first(session)?.body).toMatchObject({ top_k: 40, temperature: 1, top_p: 0.95 });
});

fact("the system prompt is one replaceable text", async () => {
  const session = await stage.turn("read the system", [says("Read.")]);
  const system = texts(stage.first(session), "system");
  expect(system).toHaveLength(1);
  expect(system[0]).toMatch(/^You are Aegis Commander\..*\n\[contract\] end$/s);
  // What the product takes out of it, so that all sessions of an agent share one prefix.
  expect(system[0]).toMatch(/^\s*Today's date: /m);
  expect(system[0]).toMatch(/^\s*Workspace root folder: \S/m);
});

fact("a hidden message from text.complete keeps the turn going", async () => {
  const session = await stage.turn("claim it", [says("CLAIM: all is done."), says("I go on.")]);
  expect(texts(stage.requests(session)[1], "user").at(-1)).toBe("[contract] not so: go on");
  const messages = await stage.host.messages(session, stage.main);
  const said = messages.map(({ info, parts }) => [
    info.role,
    parts.findLast(({ type }) => type === "text")?.["text"],
  ]);
  expect(said.slice(1)).toEqual([
    ["assistant", "CLAIM: all is done.\n\n> marked by the contract"],
    ["user", "[contract] not so: go on"],
    ["assistant", "I go on."],
  ]);
  const idle = stage.host.events.filter(
    (e) => e.type === "session.idle" && e.sessionID === session,
  );
  expect(idle).toHaveLength(1);
});

fact("tool.definition changes a description", async () => {
  const session = await stage.turn("describe", [says("Done.")]);
  const tools = stage.first(session)?.body.tools ?? [];
  const described = (name: string) => tools.find((tool) => tool.function.name === name)?.function;
  expect(described("bash")).toMatchObject({ description: "[contract] our words for bash" });
  // The list of agents is added after the hook, so our words for `task` cannot lose it.
  expect(described("task")?.["description"]).toMatch(
    /^\[contract\] our words for task\n.*Available agent types.*^- scout: /ms,
  );
});

fact("context for a compaction reaches its request", async () => {
  const session = await stage.turn("grow long", [says("Long.")]);
  const body = { providerID: "vllm", modelID: "qwen3-coder-next" };
  await stage.host.api("POST", `/session/${session}/summarize`, body, { directory: stage.main });
  const asked = stage.requests(session).find(({ agent }) => agent === "compaction");
  expect(asked?.raw).toContain("[contract] keep this in the summary");
});

fact("run is named in argv, offers no question and disposes at its end", async () => {
  const { opencode, main: cwd, env } = stage;
  await stage.lines("commander", "run once", [says("Ran.")]);
  const disposed = stage.notes("dispose").length;
  const args = ["run", "--agent", "commander"];
  const run = await runOnce({ opencode, cwd, env, args, stdin: "run once", timeoutMs: LIMIT });
  expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("Ran.") });
  const argv = stage.notes("server").map((each) => each["argv"] as string[]);
  expect(argv.at(-1)?.slice(1, 3)).toContain("run");
  expect(argv[0]?.slice(1, 3)).not.toContain("run");
  const request = stage.model.requests.find(({ raw }) => raw.includes("run once"));
  expect(request?.tools).not.toContain("question");
  expect(stage.notes("dispose")).toHaveLength(disposed + 1);
});

complete();
