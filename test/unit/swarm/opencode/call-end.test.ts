import { describe, expect, test } from "vitest";
import { endCall, endSession } from "../../../../src/swarm/opencode/call-end.ts";
import { judgedWrites } from "../../../../src/swarm/opencode/judged-writes.ts";
import { planQuestions } from "../../../../src/swarm/opencode/plan-question.ts";
import type { Project } from "../../../../src/swarm/opencode/project.ts";
import { treeQueue } from "../../../../src/swarm/opencode/tree-queue.ts";

const CALL = { tool: "question", sessionID: "ses_a", callID: "call_1" };
type Part = "shell" | "writes";

/** A project whose plan question is asked by CALL; the `broken` parts note their end and throw. */
function sceneWith(broken: readonly Part[]) {
  const ended: string[] = [];
  const end = (part: Part, what: string) => async () => {
    ended.push(`${part} ${what}`);
    if (broken.includes(part)) throw new Error(`${part} cannot end`);
  };
  const questions = planQuestions();
  questions.open("ses_a", {
    ...{ proposal: 7, file: "plan-7.md", ask: { is: "plan" } },
    place: { sessionID: "ses_a", messageID: "msg_1" },
  });
  questions.ask("ses_a", "call_1");
  const trees = treeQueue();
  const project = {
    shell: { end: end("shell", "call"), endSession: end("shell", "session") },
    swarm: {
      foundationWrites: { end: end("writes", "call"), endSession: end("writes", "session") },
      run: { state: { workers: [] } },
    },
    written: judgedWrites(),
    questions,
    trees,
  } as unknown as Project;
  return { project, ended, questions, trees };
}

const BROKEN: [Part[], string | undefined][] = [
  [[], undefined],
  [["shell"], "shell cannot end"],
  [["writes"], "writes cannot end"],
  [["shell", "writes"], "shell cannot end"],
];

test.each(BROKEN)(
  "a failed call with broken parts %j ends all, reports the first",
  async (broken, first) => {
    const { project, ended, questions } = sceneWith(broken);
    const end = endCall(project, CALL);
    await (first ? expect(end).rejects.toThrow(first) : end);
    expect(ended).toEqual(["shell call", "writes call"]);
    expect(questions.of("ses_a")).toEqual({ state: "none" });
  },
);

test.each(BROKEN)(
  "a session with broken parts %j ends all, reports the first",
  async (broken, first) => {
    const { project, ended, questions } = sceneWith(broken);
    const end = endSession(project, "ses_a");
    await (first ? expect(end).rejects.toThrow(first) : end);
    expect(ended).toEqual(["shell session", "writes session"]);
    expect(questions.of("ses_a")).toEqual({ state: "none" });
  },
);

test.each([
  ["another call", { ...CALL, callID: "call_2" }],
  ["another tool with the same id", { ...CALL, tool: "bash" }],
  ["another session", { ...CALL, sessionID: "ses_b" }],
])("%s does not end the question", async (_name, call) => {
  const { project, questions } = sceneWith([]);
  await endCall(project, call);
  expect(questions.of("ses_a")).toMatchObject({ state: "asked", callID: "call_1" });
});

test("a returned shell whose verdict throws still ends its foundation writes", async () => {
  const { project, ended } = sceneWith(["shell"]);
  const output = { title: "", output: "done", metadata: {} };
  await expect(endCall(project, { ...CALL, tool: "bash" }, output)).rejects.toThrow(
    "shell cannot end",
  );
  expect(ended).toEqual(["shell call", "writes call"]);
});

test("a returned call of another tool ends no shell of the same id", async () => {
  const { project, ended } = sceneWith([]);
  await endCall(project, { ...CALL, tool: "write" }, { title: "", output: "", metadata: {} });
  expect(ended).toEqual(["writes call"]);
});

describe.each(BROKEN)("with broken parts %j", (broken) => {
  const shell = { tool: "bash", sessionID: "ses_a", callID: "call_1" };
  const file = { tool: "write", sessionID: "ses_a", callID: "call_2" };
  const output = { title: "", output: "", metadata: {} };

  test.each([
    ["has returned", (project: Project) => endCall(project, shell, output)],
    ["fails inside the host", (project: Project) => endCall(project, shell)],
    ["is in a session that goes idle", (project: Project) => endSession(project, "ses_a")],
  ])("a call that %s frees its tree, and only then", async (_how, end) => {
    const { project, trees, ended } = sceneWith(broken);
    await trees.enter("/tree", "shell", { ...shell, directory: "/tree" }).admitted;
    const waits = trees.enter("/tree", "file tool", {
      ...file,
      sessionID: "ses_b",
      directory: "/tree",
    }).admitted;
    void waits.then((mayUse) => ended.push(`file tool ${mayUse}`));
    await end(project).catch(() => undefined);
    await waits;
    expect(ended.slice(0, 2).map((line) => line.split(" ")[0])).toEqual(["shell", "writes"]);
    expect(ended[2]).toBe("file tool true");
  });
});
