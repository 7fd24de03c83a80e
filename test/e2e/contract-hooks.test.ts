import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { runOnce } from "../../src/rehearsal/opencode-run.ts";
import { facts, LIMIT, openStage, type Stage, texts, toolResults } from "../support/contract.ts";
import { bash, call, calls, question, says } from "../support/script-lines.ts";

/** What OpenCode does with hooks, by fact; and who of us (under src/) relies on it. */
const contract = {
  "the config hook sets agents and the default one": ["opencode/agent-config.ts"],
  "the config hook sets the shell, called as bash -c": ["opencode/agent-config.ts"],
  "a tool an agent may not use is not offered": ["opencode/agent-config.ts"],
  "a throw before a call blocks it, and the model reads exactly its text": [
    "opencode/guard-hook.ts",
    "opencode/refusal.ts",
  ],
  "the hook after a call is not called for a blocked one": ["opencode/shell-guard.ts"],
  "arguments are changed in place, and answers come back as metadata": [
    "opencode/question-hook.ts",
  ],
  "the hook after a call is awaited and changes the output": ["opencode/question-hook.ts"],
  "a throw after a call is all the model reads": ["opencode/shell-guard.ts"],
  "shell.env knows an agent's call and its variables reach the shell": [
    "opencode/hooks.ts",
    "adapters/shell-environment.ts",
  ],
  "the user's own command has a call id no hook before a call has seen": ["opencode/hooks.ts"],
  "chat.message adds a hidden part that is stored and sent": ["opencode/session-hooks.ts"],
  "chat.params names the agent, and its options reach the body": ["opencode/session-hooks.ts"],
  "the system prompt is one replaceable text": ["opencode/prompt-hooks.ts"],
  "a hidden message from text.complete keeps the turn going": ["opencode/completion-hook.ts"],
  "tool.definition changes a description; task lists its agents": ["opencode/tool-descriptions.ts"],
  "plugin tools keep their order and get raw arguments": ["opencode/tools/define.ts"],
  "an error of a plugin tool reaches the model word for word": ["opencode/refusal.ts"],
  "a call of a subtask command has an id of a part": ["opencode/guard-hook.ts"],
  "context for a compaction reaches its request": ["opencode/prompt-hooks.ts"],
  "permission.ask is never called": ["compose/session-calls.ts"],
  "run is named in argv, offers no question and disposes at its end": [
    "compose/build-project.ts",
    "opencode/tools/design.ts",
  ],
  "dispose is called when the server ends": ["opencode/hooks.ts"],
};
const { fact, complete } = facts(contract);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

const of = (hook: string, session: string) =>
  stage.notes(hook).filter((data) => data["sessionID"] === session);
const first = (session: string) => stage.requests(session)[0];

fact("the config hook sets agents and the default one", async () => {
  const { host, main } = stage;
  await stage.lines("commander", "whoever", [says("It is me.")]);
  const session = await host.createSession(main);
  await host.prompt(session, main, "whoever");
  await host.waitIdle(session, main, LIMIT);
  expect(first(session)).toMatchObject({ agent: "commander", answered: true });
  expect(of("chat.message", session)[0]).toMatchObject({ resolved: "commander" });
});

fact("the config hook sets the shell, called as bash -c", async () => {
  const session = await stage.turn("which shell", [calls(bash('echo "<$CONTRACT_SHELL_ARGS>"'))]);
  expect(toolResults(stage.requests(session)[1])[0]).toMatch(/^<(-l )?-c echo "<.*>">\n?$/s);
});

fact("a tool an agent may not use is not offered", async () => {
  const session = await stage.turn("which tools", [calls(call("webfetch", { url: "http://x" }))]);
  const offered = first(session)?.tools ?? [];
  expect(offered).toEqual(expect.arrayContaining(["read", "bash", "edit", "write", "question"]));
  for (const denied of ["glob", "grep", "webfetch", "todowrite", "skill"])
    expect(offered).not.toContain(denied);
  expect(of("tool.execute.after", session).map(({ tool }) => tool)).not.toContain("webfetch");
});

fact("a throw before a call blocks it, and the model reads exactly its text", async () => {
  const refusal = '[AEGIS TEST] Not "this".\nNext: 다른 길 <go>.';
  const session = await stage.turn("be refused", [
    calls(bash(`touch made-anyway #refuse:${refusal}`), bash("echo allowed")),
    says("I see."),
  ]);
  expect(toolResults(stage.requests(session)[1])).toEqual([refusal, "allowed\n"]);
  expect(existsSync(join(stage.main, "made-anyway"))).toBe(false);
});

fact("the hook after a call is not called for a blocked one", async () => {
  const session = await stage.turn("one of two", [
    calls(bash("echo no #refuse:no"), bash("echo yes")),
  ]);
  const ran = of("tool.execute.after", session).map(({ callID }) => callID);
  const began = of("tool.execute.before", session);
  expect(began).toHaveLength(2);
  const allowed = began.find(({ args }) => !/refuse/.test(JSON.stringify(args)));
  expect(ran).toEqual([allowed?.["callID"]]);
});

fact("arguments are changed in place, and answers come back as metadata", async () => {
  const { host, main } = stage;
  await stage.lines("commander", "ask me", [calls(question()), says("Understood.")]);
  const session = await host.createSession(main);
  await host.prompt(session, main, "ask me", "commander");
  const asked = await host.waitEvent(
    (event) => event.type === "question.asked" && event.sessionID === session,
    LIMIT,
  );
  expect(asked.properties["questions"]).toMatchObject([
    {
      header: "Plan",
      question: "[contract] ours?",
      options: [{ label: "Approve" }, { label: "Change" }],
    },
  ]);
  await host.answerQuestion(main, String(asked.properties["id"]), [["Approve"]]);
  await host.waitIdle(session, main, LIMIT);
  expect(of("tool.execute.after", session)).toMatchObject([
    { tool: "question", metadata: { answers: [["Approve"]] } },
  ]);
  expect(toolResults(stage.requests(session)[1])).toEqual(["[contract] the user has spoken"]);
});

fact("the hook after a call is awaited and changes the output", async () => {
  const session = await stage.turn("rewrite it", [calls(bash("echo raw #rewrite:refined"))]);
  expect(of("tool.execute.after", session)).toMatchObject([{ output: "raw\n" }]);
  expect(toolResults(stage.requests(session)[1])).toEqual(["refined"]);
});

fact("a throw after a call is all the model reads", async () => {
  const session = await stage.turn("fail it", [calls(bash("echo raw #fail:[AEGIS TEST] undone"))]);
  expect(toolResults(stage.requests(session)[1])).toEqual(["[AEGIS TEST] undone"]);
});

fact("shell.env knows an agent's call and its variables reach the shell", async () => {
  const session = await stage.turn("show the call", [calls(bash('echo "$CONTRACT_CALL,$LANG."'))]);
  const [began] = of("tool.execute.before", session);
  const callID = String(began?.["callID"]);
  expect(of("shell.env", session)).toMatchObject([{ callID, sessionID: session }]);
  expect(toolResults(stage.requests(session)[1])).toEqual([`${callID},.\n`]);
});

fact("the user's own command has a call id no hook before a call has seen", async () => {
  const { host, main } = stage;
  const session = await host.createSession(main);
  const body = { agent: "commander", command: "echo mine" };
  await host.api("POST", `/session/${session}/shell`, body, { directory: main });
  const [shell] = of("shell.env", session);
  expect(shell).toBeDefined();
  expect(of("tool.execute.before", session)).toEqual([]);
  const seen = stage.notes("tool.execute.before").map(({ callID }) => callID);
  expect(seen).not.toContain(shell?.["callID"]);
});

fact("chat.message adds a hidden part that is stored and sent", async () => {
  const session = await stage.turn("add a card", [says("Read it.")]);
  const [told] = of("chat.message", session);
  expect(told).toMatchObject({ agent: "commander", resolved: "commander" });
  const [message] = await stage.host.messages(session, stage.main);
  const card = message?.parts.find((part) => String(part["id"]).startsWith("prt_aegis"));
  expect(card).toMatchObject({
    id: `prt_aegis${told?.["messageID"] ?? told?.["id"]}`,
    synthetic: true,
    text: "[contract] the phase card",
  });
  expect(texts(first(session), "user").join("\n")).toContain("[contract] the phase card");
});

fact("chat.params names the agent, and its options reach the body", async () => {
  const session = await stage.turn("sample it", [says("Sampled.")]);
  expect(of("chat.params", session).map(({ agent }) => agent)).toContain("commander");
  expect(first(session)?.body).toMatchObject({ top_k: 40, temperature: 1, top_p: 0.95 });
});

fact("the system prompt is one replaceable text", async () => {
  const session = await stage.turn("read the system", [says("Read.")]);
  const system = texts(first(session), "system");
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

fact("tool.definition changes a description; task lists its agents", async () => {
  const session = await stage.turn("describe", [says("Done.")]);
  const tools = first(session)?.body.tools ?? [];
  const bashTool = tools.find((tool) => tool.function.name === "bash");
  expect(bashTool?.function).toMatchObject({ description: "[contract] our words for bash" });
  expect(String(stage.notes("tool.definition")[0]?.["was"])).toMatch(
    /Available agent types.*\bscout\b/s,
  );
});

fact("plugin tools keep their order and get raw arguments", async () => {
  const args = { count: 99, extra: ["kept"] };
  const session = await stage.turn("use zeta", [calls(call("contract_zeta", args))]);
  const requests = [first(session), stage.requests(session)[1]];
  const order = requests.map((each) => each?.tools.filter((name) => name.startsWith("contract_")));
  expect(order).toEqual([order[0], order[0]]);
  expect([...(order[0] ?? [])].sort()).toEqual(["contract_alpha", "contract_mid", "contract_zeta"]);
  const zeta = first(session)?.body.tools?.find((t) => t.function.name === "contract_zeta");
  expect(zeta?.function).toMatchObject({
    parameters: { required: ["word"], properties: { count: { maximum: 3 } } },
  });
  const used = of("tool", session);
  expect(used).toMatchObject([{ raw: args, agent: "commander", aborted: false }]);
  const messages = await stage.host.messages(session, stage.main);
  expect(messages.map(({ info }) => info.id)).toContain(used[0]?.["messageID"]);
});

fact("an error of a plugin tool reaches the model word for word", async () => {
  const why = "[AEGIS TEST] it is so.\nNext: go on.";
  const session = await stage.turn("use alpha", [calls(call("contract_alpha", { why }))]);
  expect(toolResults(stage.requests(session)[1])).toEqual([why]);
});

fact("a call of a subtask command has an id of a part", async () => {
  const { host, main } = stage;
  await stage.lines("scout", "survey the code", [says("Surveyed.")]);
  const session = await host.createSession(main);
  const body = { command: "survey", arguments: "", agent: "commander" };
  await host.api("POST", `/session/${session}/command`, body, { directory: main });
  expect(of("tool.execute.before", session)).toMatchObject([
    { tool: "task", callID: expect.stringMatching(/^prt_/) },
  ]);
});

fact("context for a compaction reaches its request", async () => {
  const session = await stage.turn("grow long", [says("Long.")]);
  const body = { providerID: "vllm", modelID: "qwen3-coder-next" };
  await stage.host.api("POST", `/session/${session}/summarize`, body, { directory: stage.main });
  const asked = stage.requests(session).find(({ agent }) => agent === "compaction");
  expect(asked?.raw).toContain("[contract] keep this in the summary");
});

fact("permission.ask is never called", async () => {
  const { host, main } = stage;
  await stage.lines("commander", "look outside", [
    calls(call("read", { filePath: "/etc/hostname" })),
  ]);
  const session = await host.createSession(main);
  await host.prompt(session, main, "look outside", "commander");
  const asked = await host.waitEvent(
    (event) => event.type === "permission.asked" && event.sessionID === session,
    LIMIT,
  );
  await host.api(
    "POST",
    `/permission/${asked.properties["id"]}/reply`,
    { reply: "once" },
    { directory: main },
  );
  await host.waitIdle(session, main, LIMIT);
  // Should it fire one day, it is the better place for what settleAsk does.
  expect(stage.notes("permission.ask")).toEqual([]);
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

fact("dispose is called when the server ends", async () => {
  const disposed = stage.notes("dispose").length;
  await stage.host.stop();
  expect(stage.notes("dispose")).toHaveLength(disposed + 1);
});

complete();
