import { expect, test } from "vitest";
import {
  judgeFields,
  readHostArguments,
} from "../../../../src/swarm/core/arguments/host-arguments.ts";

const read = (tool: string, sent: Record<string, unknown>) => {
  readHostArguments(tool, sent);
  return sent;
};

test.each([
  ["read", { filePath: "a", offset: null, limit: "None" }, { filePath: "a" }],
  ["read", { filePath: "a", offset: "10", limit: 5 }, { filePath: "a", offset: 10, limit: 5 }],
  ["read", { file_path: "a" }, { filePath: "a" }],
  [
    "edit",
    { filePath: "a", oldString: "None", newString: "", replaceAll: "True" },
    { filePath: "a", oldString: "None", newString: "", replaceAll: true },
  ],
  ["bash", { command: "null", timeout: "null", workdir: "None" }, { command: "null" }],
  ["task", { prompt: "x", task_id: "undefined" }, { prompt: "x" }],
  ["write", { filePath: "a", content: '["a"]' }, { filePath: "a", content: '["a"]' }],
  [
    "write",
    { filePath: "a", content: "null", foo: "" },
    { filePath: "a", content: "null", foo: "" },
  ],
  [
    "question",
    { questions: "{'question': 'a', 'header': 'b', 'options': [], 'multiple': False}" },
    { questions: [{ question: "a", header: "b", options: [], multiple: false }] },
  ],
  ["webfetch", { url: "x", timeout: null }, { url: "x", timeout: null }],
  ["constructor", { a: null }, { a: null }],
])("%s %j is read as %j", (tool, sent, reads) => {
  expect(read(tool, { ...sent })).toEqual(reads);
});

test.each([
  ["write", { filePath: "a", content: "b", foo: "c" }],
  ["write", { filePath: "a", content: "b", foo: "" }],
  ["write", { filePath: "a", content: "b", Content: "c" }],
  ["edit", { filePath: "a", oldString: "b", newString: "c", "new string ": "d", newstring: "e" }],
  ["bash", { command: "a", constructor: "b" }],
  ["task", { prompt: "a", foo: "b" }],
])("%s %j has a field that the tool does not have", (tool, sent) => {
  expect(judgeFields(tool, sent)?.code).toBe("BAD_ARGUMENTS");
});

test.each([
  ["write", { filePath: "a", content: "b" }],
  ["write", { file_path: "a", content: "b" }],
  ["bash", { command: "a", description: "b" }],
  ["read", { filePath: "a", foo: "b" }],
  ["toString", { foo: "b" }],
])("%s %j has none", (tool, sent) => {
  expect(judgeFields(tool, sent)).toBeUndefined();
});
