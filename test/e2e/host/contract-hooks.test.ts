import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { facts, LIMIT, sharedStage, toolResults } from "../../support/contract.ts";
import { bash, call, calls, question, says } from "../../support/script-lines.ts";

/** What OpenCode does with our hooks around calls, and who of us (under src/) relies on it. */
const contract = {
  "a throw before a call blocks it, and the model reads exactly its text": [
    "swarm/opencode/guard-hook.ts",
    "swarm/opencode/refusal.ts",
  ],
  "the hook after a call is not called for a blocked one": ["swarm/opencode/call-end.ts"],
  "arguments are changed in place, and answers come back as metadata": [
    "swarm/opencode/question-hook.ts",
  ],
  "the hook after a call is awaited and changes the output": ["swarm/opencode/question-hook.ts"],
  "a throw after a call is all the model reads": ["swarm/opencode/shell-verdict.ts"],
  "shell.env knows an agent's call and its variables reach the shell": [
    "swarm/opencode/hooks.ts",
    "shell/environment.ts",
  ],
  "the user's own command has a call id no hook before a call has seen": [
    "swarm/opencode/hooks.ts",
  ],
  "plugin tools keep their order and get raw arguments": ["swarm/opencode/tools/define.ts"],
  "an error of a plugin tool reaches the model word for word": ["swarm/opencode/refusal.ts"],
  "a call of a subtask command has an id of a part": ["swarm/opencode/guard-hook.ts"],
  "permission.ask is never called": ["swarm/compose/session-calls.ts"],
};
const { fact, complete } = facts(contract);

const stage = sharedStage();

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
  const ran = stage.of("tool.execute.after", session).map(({ callID }) => callID);
  const began = stage.of("tool.execute.before", session);
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
  expect(stage.of("tool.execute.after", session)).toMatchObject([
    { tool: "question", metadata: { answers: [["Approve"]] } },
  ]);
  expect(toolResults(stage.requests(session)[1])).toEqual(["[contract] the user has spoken"]);
});

fact("the hook after a call is awaited and changes the output", async () => {
  const session = await stage.turn("rewrite it", [calls(bash("echo raw #rewrite:refined"))]);
  expect(stage.of("tool.execute.after", session)).toMatchObject([{ output: "raw\n" }]);
  expect(toolResults(stage.requests(session)[1])).toEqual(["refined"]);
});

fact("a throw after a call is all the model reads", async () => {
  const session = await stage.turn("fail it", [calls(bash("echo raw #fail:[AEGIS TEST] undone"))]);
  expect(toolResults(stage.requests(session)[1])).toEqual(["[AEGIS TEST] undone"]);
});

fact("shell.env knows an agent's call and its variables reach the shell", async () => {
  const session = await stage.turn("show the call", [calls(bash('echo "$CONTRACT_CALL,$LANG."'))]);
  const [began] = stage.of("tool.execute.before", session);
  const callID = String(began?.["callID"]);
  expect(stage.of("shell.env", session)).toMatchObject([{ callID, sessionID: session }]);
  expect(toolResults(stage.requests(session)[1])).toEqual([`${callID},.\n`]);
});

fact("the user's own command has a call id no hook before a call has seen", async () => {
  const { host, main } = stage;
  const session = await host.createSession(main);
  const body = { agent: "commander", command: "echo mine" };
  await host.api("POST", `/session/${session}/shell`, body, { directory: main });
  const [shell] = stage.of("shell.env", session);
  expect(shell).toBeDefined();
  expect(stage.of("tool.execute.before", session)).toEqual([]);
  const seen = stage.notes("tool.execute.before").map(({ callID }) => callID);
  expect(seen).not.toContain(shell?.["callID"]);
});

fact("plugin tools keep their order and get raw arguments", async () => {
  const args = { count: 99, extra: ["kept"] };
  const session = await stage.turn("use zeta", [calls(call("contract_zeta", args))]);
  const requests = [stage.first(session), stage.requests(session)[1]];
  const order = requests.map((each) => each?.tools.filter((name) => name.startsWith("contract_")));
  expect(order).toEqual([order[0], order[0]]);
  expect([...(order[0] ?? [])].sort()).toEqual(["contract_alpha", "contract_mid", "contract_zeta"]);
  const zeta = stage.first(session)?.body.tools?.find((t) => t.function.name === "contract_zeta");
  expect(zeta?.function).toMatchObject({
    parameters: { required: ["word"], properties: { count: { maximum: 3 } } },
  });
  const used = stage.of("tool", session);
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
  expect(stage.of("tool.execute.before", session)).toMatchObject([
    { tool: "task", callID: expect.stringMatching(/^prt_/) },
  ]);
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

complete();
