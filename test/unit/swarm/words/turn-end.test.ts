import { describe, expect, test } from "vitest";
import { slipOf, writtenCall } from "../../../../src/swarm/core/words/turn-end.ts";

describe("a call written as text", () => {
  test.each([
    [
      "Qwen's markup",
      "<tool_call>\n<function=worker_report>\n<parameter=summary>x",
      "worker_report",
    ],
    ["the markup without its head", "<function=write>\n<parameter=filePath>\nsrc/a", "write"],
    ["markup in a fence", "```xml\n<function=bash>\n</function>\n```", "bash"],
    ["Hermes", '<tool_call>{"name": "write", "arguments": {"filePath": "a"}}</tool_call>', "write"],
    ["fenced JSON", '```json\n{"name": "edit", "arguments": {"filePath": "a"}}\n```', "edit"],
    ["JSON after words", 'Now I report.\n{"name":"worker_report","arguments":{}}', "worker_report"],
    ["arguments as text", '{"name": "bash", "arguments": "{\\"command\\": \\"ls\\"}"}', "bash"],
    [
      "OpenAI's form",
      '{"type":"function","function":"read","parameters":{"filePath":"a"}}',
      "read",
    ],
    [
      "another order",
      '{"arguments": {"only": ["a"]}, "name": "dispatch_workers"}',
      "dispatch_workers",
    ],
    ["Python", "{'name': 'glob', 'arguments': {'pattern': '*'}}", "glob"],
    ["other markup", '<invoke name="design_propose">\n<parameter name="title">', "design_propose"],
    ["a list", '[{"name": "read", "parameters": {}}, {"name": "write", "parameters": {}}]', "read"],
  ])("%s", (_form, text, tool) => {
    expect(writtenCall(text)).toBe(tool);
    expect(slipOf({ text })).toEqual({
      kind: "call-as-text",
      why: { en: `it wrote a call of ${tool} as text`, ko: `${tool} 호출을 글로 썼습니다` },
      says: `Your call was written as text and did not run: call the tool ${tool} itself.`,
    });
  });

  test.each([
    ["words about markup", "The parser reads <tool_call> and <function=…> tags."],
    [
      "a function of the project",
      '<function=renderBoard> and {"name": "renderBoard", "arguments": {}}',
    ],
    ["a package", '{"name": "write", "version": "1.0.0"}'],
    ["an HTML form", '<input name="write" />'],
    ["a promise", "I will call worker_report next."],
    ["a quotation", '> {"name": "write", "arguments": {}}\nThat is what you wrote.'],
    ["plain code", 'write({ filePath: "a" })'],
    ["nothing", ""],
  ])("is not %s", (_what, text) => {
    expect(writtenCall(text)).toBeUndefined();
  });
});

test.each([
  ["an empty answer", { text: " \n" }, "empty"],
  ["an answer that was cut", { text: "First I will", cut: true }, "cut"],
  ["a written call that was cut", { text: "<function=write>", cut: true }, "cut"],
  ["an empty answer that was cut", { text: "", cut: true }, "cut"],
] as const)("%s", (_what, turn, kind) => {
  expect(slipOf(turn)).toMatchObject({ kind, says: expect.stringMatching(/^Your answer was /) });
});

test.each([
  ["words", { text: "All is well." }],
  ["a call", { text: "", called: true }],
  ["a call beside a written one", { text: "<function=write>", called: true }],
] as const)("%s of its own are no slip", (_what, turn) => {
  expect(slipOf(turn)).toBeUndefined();
});
