import { expect, test } from "vitest";
import { exitCodeOf } from "../../../src/doctor/core/check.ts";
import { SERVER_CHECKS } from "../../../src/doctor/core/check-ids.ts";
import { diagnose, examined, notOk, resultOf } from "../../support/doctor-scene.ts";

test("a good server passes every check, each once and in order", async () => {
  const server = await examined();
  const results = await diagnose(`${server.url}/`);
  expect(notOk(results)).toEqual([]);
  expect(results.map(({ id }) => id)).toEqual([...SERVER_CHECKS]);
  expect(exitCodeOf(results, true)).toBe(0);
  expect(server.divergences).toEqual([]);
  expect(resultOf(results, "server.version").what.en).toBe("vLLM 0.32.0");
  expect(resultOf(results, "server.prefix-cache").what.en).toMatch(/: \d{4} of \d{4} tokens/);
  expect(resultOf(results, "server.parallel").details).toHaveLength(8);
});

test("the probes ask as OpenCode does", async () => {
  const server = await examined();
  await diagnose(server.url);
  for (const { body } of server.requests) {
    expect(body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  }
  const [required, auto] = server.requests;
  expect(required?.body).toMatchObject({
    tool_choice: "required",
    tools: [
      { function: { parameters: { properties: { mode: { enum: ["alpha", "beta", "gamma"] } } } } },
    ],
  });
  expect(auto?.body).toMatchObject({ tool_choice: "auto", tools: [{ type: "function" }] });
});

test("eight requests are really there at once", async () => {
  const server = await examined({ parallel: { text: "101", hold: "all" } });
  const running = diagnose(server.url);
  await server.waitFor(() => server.active === 8, 30_000);
  server.release("all");
  expect(notOk(await running)).toEqual([]);
  expect(server.peakActive).toBe(8);
});

test("the long prompt fits a small context, and is then too short to judge the cache by", async () => {
  const server = await examined({}, { maxModelLen: 1_024 });
  const results = await diagnose(server.url, { context: 1_024, output: 256 });
  expect(notOk(results)).toEqual(["server.prefix-cache skipped"]);
  expect(resultOf(results, "server.prefix-cache").what.en).toContain("Not checked");
});
