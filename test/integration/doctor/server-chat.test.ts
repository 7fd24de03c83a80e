import { describe, expect, test } from "vitest";
import { exitCodeOf } from "../../../src/doctor/core/check.ts";
import type { Step } from "../../../src/scripted-model/script.ts";
import { type Answers, diagnose, examined, notOk, resultOf } from "../../support/doctor-scene.ts";
import { chunk, sendEvents, vllmWith } from "../../support/stand-ins.ts";

const TOOL_FLAGS = "--enable-auto-tool-choice --tool-call-parser qwen3_coder";
const LEAK = "<tool_call>\n<function=read>\n<parameter=filePath>README.md</parameter>";

/** Diagnoses a scripted server that answers one probe in this way and all others well. */
async function answering(probe: keyof Answers, step: Step) {
  const server = await examined({ [probe]: step });
  return diagnose(server.url);
}

describe("a server without the right tool parser", () => {
  test.each(["required", "auto", "pair", "arguments"] as const)("%s as text", async (probe) => {
    const results = await answering(probe, { text: `I will read it.\n${LEAK}` });
    expect(notOk(results)).toEqual([`server.tools.${probe} error`]);
    const line = resultOf(results, `server.tools.${probe}`);
    expect(line.what.en).toContain("the call came as text");
    expect(line.fix).toBe(`start vllm serve again with ${TOOL_FLAGS}`);
    expect(line.details?.[0]).toMatch(/^<tool_call> <function=read>/);
    expect(exitCodeOf(results, false)).toBe(1);
  });

  test("a bare <function= is such text too, beside a call as well", async () => {
    const calls = [{ tool: "read", args: { filePath: "README.md" } }];
    const results = await answering("auto", { text: "<function=read>", calls });
    expect(notOk(results)).toEqual(["server.tools.auto error"]);
  });

  test("refused for want of the flags, in vLLM's words", async () => {
    const message =
      '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set';
    const fail = { error: { status: 400, message }, times: "always" as const };
    const results = await answering("auto", { fail });
    const line = resultOf(results, "server.tools.auto");
    expect(line).toMatchObject({
      status: "error",
      fix: `start vllm serve again with ${TOOL_FLAGS}`,
    });
    expect(line.what.en).toContain("refused with HTTP 400");
    expect(line.details?.[0]).toContain("tool choice requires");
  });

  test("`required` brings no call: the server's fault; `auto` none: the model's", async () => {
    const required = await answering("required", { text: "The mode is beta." });
    expect(notOk(required)).toEqual(["server.tools.required error"]);
    const auto = await answering("auto", { text: "I cannot read." });
    expect(notOk(auto)).toEqual(["server.tools.auto warning"]);
    expect(exitCodeOf(auto, false)).toBe(0);
  });
});

describe("a model that does something else is warned of, never an error", () => {
  const cases: [string, keyof Answers, Step][] = [
    ["another mode", "required", { calls: [{ tool: "set_mode", args: { mode: "alpha" } }] }],
    ["a mode outside the enum", "required", { calls: [{ tool: "set_mode", args: { mode: "x" } }] }],
    ["a tool never offered", "auto", { calls: [{ tool: "bash", args: {} }] }],
    ["one call of two", "pair", { calls: [{ tool: "read", args: { filePath: "a.txt" } }] }],
    ["another text", "arguments", { calls: [{ tool: "save_note", args: { text: "note" } }] }],
    // What a real vLLM 0.32.0 gives of random weights.
    [
      "no arguments up to the limit",
      "required",
      { calls: [{ tool: "set_mode", args: {} }], finish: "length" },
    ],
    ["talk without an end", "required", { text: "so …", finish: "length" }],
    [
      "arguments cut by the limit",
      "auto",
      { calls: [{ tool: "read", args: '{"f' }], finish: "length" },
    ],
  ];
  test.each(cases)("%s", async (_name, probe, step) => {
    expect(notOk(await answering(probe, step))).toEqual([`server.tools.${probe} warning`]);
  });
});

test("a value outside the enum names the flag that forbids it, a cut answer does not", async () => {
  const fixOf = async (step: Step) =>
    resultOf(await answering("required", step), "server.tools.required").fix;
  const call = (mode: string) => ({ calls: [{ tool: "set_mode", args: { mode } }] });
  expect(await fixOf(call("x"))).toBe("start vllm serve again with --tool-strict-level parameter");
  expect(await fixOf({ ...call(""), finish: "length" })).toContain("doctor server.tools");
});

describe("a breach of the protocol is an error", () => {
  const text = (args: string): Step => ({ calls: [{ tool: "save_note", args }] });
  const cases: [string, keyof Answers, Step, RegExp][] = [
    ["broken arguments", "arguments", text('{"text": "한'), /broken arguments/],
    ["arguments that are no object", "arguments", text('["한"]'), /broken arguments/],
    ["a torn character", "arguments", text('{"text":"한\uFFFD글"}'), /damaged on the way/],
    [
      "one id for two calls",
      "pair",
      { calls: ["a.txt", "b.txt"].map((f) => ({ tool: "read", id: "c", args: { filePath: f } })) },
      /one id for two calls/,
    ],
    [
      "a server that dies in the middle",
      "auto",
      { text: "a b c", fail: { cut: "mid" } },
      /broke off/,
    ],
    ["an end without a reason", "auto", { text: "a", fail: { cut: "no-finish" } }, /finish reason/],
  ];
  test.each(cases)("%s", async (_name, probe, step, what) => {
    const results = await answering(probe, step);
    expect(notOk(results)).toEqual([`server.tools.${probe} error`]);
    expect(resultOf(results, `server.tools.${probe}`).what.en).toMatch(what);
    expect(exitCodeOf(results, false)).toBe(1);
  });

  const bad: [string, Parameters<typeof vllmWith>[0], RegExp][] = [
    ["an event that is no JSON", (r) => sendEvents(r, ["{broken", "[DONE]"]), /not a chat chunk/],
    ["JSON that is no chunk", (r) => sendEvents(r, ['{"x":1}', "[DONE]"]), /not a chat chunk/],
    ["an error inside", (r) => sendEvents(r, [{ error: { message: "OOM" } }]), /reported an error/],
    ["an endless event", (r) => sendEvents(r, ["x".repeat(2_000_000)]), /broke off/],
    ["one body instead", (r) => r.end('{"choices":[]}'), /not an event stream/],
    ["HTTP 500", (r) => r.writeHead(500).end("boom"), /refused with HTTP 500/],
    [
      "a call without id",
      (r) =>
        sendEvents(r, [
          chunk({ tool_calls: [{ index: 0, function: { name: "read", arguments: "{}" } }] }),
          chunk({}, "tool_calls"),
        ]),
      /has no id/,
    ],
  ];
  test.each(bad)("%s", async (_name, chat, what) => {
    const results = await diagnose(await vllmWith(chat));
    expect(resultOf(results, "server.tools.auto")).toMatchObject({ status: "error" });
    expect(resultOf(results, "server.tools.auto").what.en).toMatch(what);
    expect(resultOf(results, "server.tools.auto").fix).toBeTruthy();
    expect(exitCodeOf(results, false)).toBe(1);
  });
});

test("a slow server: the first request without an answer ends the asking", async () => {
  const server = await examined({ auto: { text: "x", hold: "never" } });
  const results = await diagnose(server.url, { limits: { chat: 2_000 } });
  expect(resultOf(results, "server.tools.required").status).toBe("ok");
  const auto = resultOf(results, "server.tools.auto");
  expect(auto).toMatchObject({ status: "unknown", fixKind: "command" });
  expect(auto.what.en).toContain("no answer within 2 s");
  expect(
    notOk(results)
      .slice(1)
      .every((line) => line.endsWith("skipped")),
  ).toBe(true);
  expect(resultOf(results, "server.parallel").why?.en).toContain("see server.tools.auto");
  expect(server.requests).toHaveLength(2);
});

test("a stream that stalls half way has no answer either", async () => {
  const results = await diagnose(
    (await examined({ pair: { text: "a b", fail: { cut: "stall" } } })).url,
    { limits: { chat: 2_000 } },
  );
  expect(resultOf(results, "server.tools.pair").what.en).toContain("no answer within 2 s");
});
