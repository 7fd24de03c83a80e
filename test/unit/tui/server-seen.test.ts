import { expect, test } from "vitest";
import { metricsText } from "../../../src/scripted-model/metrics.ts";
import { serverRoot } from "../../../src/swarm/adapters/ask-metrics.ts";
import { lineWidth, textOf } from "../../../src/tui/core/line.ts";
import { modelServerOf } from "../../../src/tui/core/model-server.ts";
import {
  type ServerSeen,
  serverAfter,
  serverLines,
  serverRow,
} from "../../../src/tui/core/server-seen.ts";

const AT = Date.UTC(2026, 0, 1, 12, 0, 0);
const NEW: ServerSeen = { url: "http://gpu:8000" };
const look = { language: "en", columns: 200, ascii: false } as const;
const page = (generatedTokens: number, over = {}) =>
  metricsText("m", 1_000, {
    ...{ running: 3, waiting: 2, kvCacheUsage: 0.426, promptTokens: 1_000, cachedTokens: 781 },
    generatedTokens,
    ...over,
  });
const text = (seen: ServerSeen) => serverLines(seen, look).map(textOf).join("\n");

test("every figure is one of the server's page; a rate needs two pages", () => {
  const first = serverAfter(NEW, { at: AT, text: page(500) });
  expect(text(first)).toBe(
    "Model server http://gpu:8000 (12:00:00)\n3 running · 2 waiting · cache 43 % · prompts 78 % cached",
  );
  const second = serverAfter(first, { at: AT + 2_000, text: page(746) });
  expect(text(second)).toMatch(/\(12:00:02\)\n.*cached · 123 tokens\/s$/);
  expect(serverRow(second, look).map(textOf)).toEqual(["Server: 3 run, 2 wait, cache 43 %"]);
});

test.each(["en", "ko"] as const)(
  "busy figures and their time fit 78 columns, in %s",
  (language) => {
    const busy = { running: 64, waiting: 12, kvCacheUsage: 1, cachedTokens: 1_000 };
    const first = serverAfter({ url: "http://127.0.0.1:12345" }, { at: AT, text: page(0, busy) });
    const second = serverAfter(first, { at: AT + 2_000, text: page(5_000, busy) });
    const rows = serverLines(second, { language, columns: 78, ascii: false });
    expect(rows.map(lineWidth).filter((width) => width > 78)).toEqual([]);
    expect(rows.map(textOf).join("\n")).toMatch(/12:00:02[\s\S]*2500/);
  },
);

test("a server that was asked nothing yet, or looked up nothing, shows no share", () => {
  expect(text(NEW)).toContain("asked, no answer yet");
  const idle = serverAfter(NEW, { at: AT, text: page(0, { promptTokens: 0, cachedTokens: 0 }) });
  expect(text(idle)).not.toContain("cached");
});

test("a server that is gone shows since when, never its last figures", () => {
  const there = serverAfter(NEW, { at: AT, text: page(500) });
  const gone = serverAfter(there, { at: AT + 9_000, why: "ECONNREFUSED" });
  expect(text(gone)).toBe("Model server http://gpu:8000\nno data since 12:00:00: ECONNREFUSED");
  // The time is that of the last figures, however long the server stays away.
  const still = serverAfter(gone, { at: AT + 60_000, why: "timeout" });
  expect(text(still)).toContain("no data since 12:00:00: timeout");
  expect(serverRow(still, look).map(textOf)).toEqual(["no data since 12:00:00"]);
  // It comes back, and the gap makes no rate.
  const back = serverAfter(still, { at: AT + 62_000, text: page(9_000) });
  expect(text(back)).not.toMatch(/no data|tokens\/s/);
});

test("a server that never answered, or says something else, has no data since it was asked", () => {
  expect(text(serverAfter(NEW, { at: AT, why: "404" }))).toContain("no data since 12:00:00: 404");
  expect(text(serverAfter(NEW, { at: AT, text: "<html>" }))).toContain("no data since 12:00:00");
});

test("after a restart of the server its counters begin again: no rate below zero", () => {
  const before = serverAfter(NEW, { at: AT, text: page(5_000) });
  expect(text(serverAfter(before, { at: AT + 2_000, text: page(3) }))).not.toContain("tokens/s");
});

test("the server is that of OpenCode's model, and only an address without a secret is shown", () => {
  const config = (model: unknown, baseURL: unknown) => ({
    model,
    provider: { vllm: { options: { baseURL } }, other: {} },
  });
  expect(modelServerOf(config("vllm/m", "http://gpu:8000/v1"))).toBe("http://gpu:8000/v1");
  for (const other of [
    {},
    null,
    config("other/m", "x"),
    config(undefined, "x"),
    config("vllm/m", 7),
  ])
    expect(modelServerOf(other)).toBeUndefined();
  expect(serverRoot("http://gpu:8000/v1/")).toBe("http://gpu:8000");
  for (const bad of ["file:///etc/passwd", "http://me:secret@gpu/v1", "gpu", ""])
    expect(serverRoot(bad)).toBeUndefined();
});
