import { describe, expect, test } from "vitest";
import { exitCodeOf } from "../../../src/doctor/core/check.ts";
import { edit, fixText } from "../../../src/doctor/core/fix.ts";
import { readModelList } from "../../../src/doctor/core/model-list.ts";
import { health, key, version } from "../../../src/doctor/core/server-endpoints.ts";
import type {
  ChatReply,
  Expected,
  FailureKind,
  Reply,
} from "../../../src/doctor/core/server-facts.ts";
import { rootOf, serverFlags, startServer } from "../../../src/doctor/core/server-fixes.ts";
import { parallel } from "../../../src/doctor/core/server-load.ts";
import { context, output } from "../../../src/doctor/core/server-model.ts";
import { reachable } from "../../../src/doctor/core/server-reachable.ts";
import { excerpt, failureWords } from "../../../src/doctor/core/server-words.ts";
import { damage } from "../../../src/doctor/core/text-damage.ts";
import { limitsOf } from "../../../src/doctor/server.ts";

const EXPECTED: Expected = {
  baseURL: "http://gpu:8001/v1",
  model: "qwen",
  context: 1_000,
  output: 100,
  hasKey: true,
  keyVariable: "TEAM_KEY",
  keyFromVariable: true,
  provider: "vllm",
  files: { baseURL: "mine", apiKey: "mine", limit: "mine" },
};

const limit = (context: number, output: number) =>
  edit("mine", ["provider", "vllm", "models", "qwen", "limit"], { context, output });

function page(status: number, text = "", contentType = "application/json"): Reply {
  return { type: "answer", answer: { status, text, contentType } };
}

function failed(kind: FailureKind, detail = ""): Reply {
  return { type: "failure", failure: { kind, detail, limitMs: 4_000 } };
}

describe("the version", () => {
  test.each([
    ["0.25.9", "error"],
    ["0.26.0rc1", "warning"],
    ["0.30.2", "warning"],
    ["0.31.0", "ok"],
    ["v0.33.1.dev5+gabc", "ok"],
    ["1.0.0", "ok"],
    ["dev", "skipped"],
  ])("%s is %s", (found, status) => {
    const reply = page(200, JSON.stringify({ version: found }));
    expect(version(reply, { id: "qwen", owner: "vllm" }, EXPECTED).status).toBe(status);
  });

  test("of another program, or none, is not judged", () => {
    const old = page(200, '{"version":"0.1.0"}');
    expect(version(old, { id: "qwen", owner: "llamacpp" }, EXPECTED).why?.en).toContain(
      '"llamacpp"',
    );
    expect(version(old, { id: "qwen" }, EXPECTED).status).toBe("error");
    expect(version(page(200, '{"error":"no such page"}'), undefined, EXPECTED).status).toBe(
      "skipped",
    );
    expect(version(page(404, '{"version":"0.1.0"}'), undefined, EXPECTED).status).toBe("skipped");
    expect(version(failed("closed"), undefined, EXPECTED).status).toBe("skipped");
  });
});

test("a web page is known by its type or by its first words", () => {
  const types = [
    page(200, "<p>Hello", "text/html"),
    page(200, " <!DOCTYPE html>", ""),
    page(200, "<p>Hello", "text/plain"),
  ].map((reply) => readModelList(reply).type);
  expect(types).toEqual(["html", "html", "no-json"]);
});

test("health: only a clear no is an error", () => {
  const states = [200, 204, 404, 401, 500, 503].map((code) => health(page(code), EXPECTED).status);
  expect(states).toEqual(["ok", "ok", "skipped", "skipped", "error", "error"]);
  expect(health(failed("timeout"), EXPECTED).what.en).toBe("/health: no answer within 4 s");
  expect(health(failed("stopped"), EXPECTED).status).toBe("skipped");
});

describe("a page that did not come in time", () => {
  const after = (limitMs: number, kind: FailureKind = "timeout") =>
    health({ type: "failure", failure: { kind, detail: "", limitMs } }, EXPECTED);

  test("is waited for longer; after the longest wait only its operator can help", () => {
    expect(after(4_000)).toMatchObject({
      status: "unknown",
      fix: { kind: "command", line: "oh-my-qwencoder doctor server --timeout 300" },
    });
    expect(after(limitsOf(300_000).page).fix?.kind).toBe("person");
    expect(limitsOf(900_000)).toEqual(limitsOf(300_000));
  });

  test("and without a name server: the wait is not what helps", () => {
    expect(after(4_000, "unnamed")).toMatchObject({ status: "unknown", fix: { kind: "person" } });
  });
});

describe("the key", () => {
  const list = readModelList(page(200, '{"data":[]}'));
  test("refusal without it is wanted; another failure says nothing", () => {
    const states = [page(401), page(403), page(200), page(500), failed("timeout"), undefined].map(
      (reply) => key(list, reply, EXPECTED).status,
    );
    expect(states).toEqual(["ok", "ok", "warning", "skipped", "unknown", "skipped"]);
    expect(key(list, undefined, { ...EXPECTED, hasKey: false }).status).toBe("ok");
  });

  test("a lock names the variable", () => {
    const locked = readModelList(page(403, "<html>"));
    expect(reachable(locked, EXPECTED).status).toBe("ok");
    const { fix } = key(locked, undefined, EXPECTED);
    expect(fix && fixText(fix).en).toMatch(/^export TEAM_KEY='/);
  });
});

describe("context and output", () => {
  test("context: the server's figure is the most there can be", () => {
    const states = [999, 1_000, 1_001].map((maxModelLen) =>
      context({ id: "q", maxModelLen }, EXPECTED),
    );
    expect(states.map(({ status }) => status)).toEqual(["error", "ok", "ok"]);
    expect(states[0]?.fix).toEqual(limit(999, 100));
    expect(context({ id: "q" }, EXPECTED).status).toBe("skipped");
  });

  test.each([
    [0, 2_000, "error"],
    [500, 2_000, "ok"],
    [501, 2_000, "warning"],
    [999, undefined, "warning"],
    [1_000, undefined, "error"],
    [400, 800, "ok"],
    [401, 800, "warning"],
  ])("output %i with max_model_len %s is %s", (tokens, maxModelLen, status) => {
    const model = maxModelLen === undefined ? undefined : { id: "q", maxModelLen };
    const found = output(model, { ...EXPECTED, output: tokens });
    expect(found.status).toBe(status);
    if (status !== "ok") {
      const text = found.fix ? fixText(found.fix).en : "";
      const [, room, fixed] = /"context":(\d+),"output":(\d+)/.exec(text) ?? [];
      const mended = { ...EXPECTED, context: Number(room), output: Number(fixed) };
      expect(output(model, mended).status).toBe("ok");
    }
  });
});

describe("requests at once", () => {
  const after = (firstTokenMs?: number): ChatReply => ({
    type: "stream",
    stream: {
      content: "1",
      calls: [],
      finish: "stop",
      ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
    },
  });

  test("min, median, max; more than 30 s is a warning, never an error", () => {
    const well = parallel([9_000, 1_000, 30_000, 2_000].map(after), EXPECTED);
    expect(well.status).toBe("ok");
    expect(well.what.en).toContain("4 requests at once: first token after 1 s / 5.5 s / 30 s");
    expect(well.details).toEqual(["9 s", "1 s", "30 s", "2 s"]);
    const slow = parallel([1_000, 2_000, 30_001].map(after), EXPECTED);
    expect(slow).toMatchObject({ status: "warning", fix: serverFlags("--max-num-seqs 32") });
    expect(slow.what.en).toContain("1 s / 2 s / 30 s");
    expect(parallel([after()], EXPECTED).what.en).toContain("none with text");
  });

  test("stopped by the user is no failure of the server", () => {
    expect(parallel([after(1), failed("stopped")], EXPECTED).status).toBe("skipped");
    expect(parallel([failed("closed"), failed("stopped")], EXPECTED).status).toBe("error");
  });

  test("out of time is not full: no seats are advised", () => {
    const late = parallel([after(1), failed("timeout")], EXPECTED);
    expect(late).toMatchObject({ status: "unknown", fix: { kind: "command" } });
    expect(parallel([failed("closed"), failed("timeout")], EXPECTED).status).toBe("error");
  });
});

describe("what changed a text", () => {
  const text = '한 "a"\n<b>&';
  test.each([
    ["torn", "한\uFFFD", /split between/],
    ["half a pair", "\uD83D", /split between/],
    ["Latin-1", Buffer.from(text).toString("latin1"), /Latin-1/],
    ["entities", '한 "a"\n&lt;b&gt;&amp;', /entities/],
    ["escaped twice", '한 \\"a\\"\\n<b>&', /escaped twice/],
  ])("%s", (_name, got, words) => {
    expect(damage(text, got)?.en).toMatch(words);
  });
  test("anything else may be the model's own", () => {
    expect(damage(text, "한 'a'")).toBeUndefined();
    expect(damage(text, text)).toBeUndefined();
  });
});

test("each way to fail has its words in both languages", () => {
  const kinds: FailureKind[] = [
    "bad-url",
    "bad-key",
    "no-host",
    "unnamed",
    "refused",
    "no-route",
    "timeout",
  ];
  kinds.push("silent", "closed", "tls", "not-http", "stopped", "other");
  const words = kinds.map((kind) => failureWords({ kind, detail: "", limitMs: 4_000 }));
  expect(new Set(words.map(({ en }) => en)).size).toBe(kinds.length);
  expect(words.every(({ ko }) => /[가-힣]/.test(ko))).toBe(true);
  const tls = readModelList(failed("tls", "DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate"));
  const { fix } = reachable(tls, EXPECTED);
  expect(fix && fixText(fix).en).toContain("export NODE_EXTRA_CA_CERTS=/path/to/the/ca.pem");
});

test("fixes fit the address; names are quoted for the shell", () => {
  expect(rootOf("http://gpu:8001/llm/v1/")).toBe("http://gpu:8001/llm");
  expect(rootOf("http://gpu:8001")).toBe("http://gpu:8001");
  expect(fixText(startServer(EXPECTED)).en).toContain("--served-model-name qwen --port 8001 ");
  expect(fixText(startServer({ ...EXPECTED, model: "a'b $(x)" })).ko).toContain(`'a'\\''b $(x)'`);
});

test("a server's text is one short line", () => {
  expect(excerpt("a\u001b[31m\r\nb\u202e   c")).toBe("a [31m b c");
  expect(excerpt("x".repeat(201))).toBe(`${"x".repeat(200)}…`);
});

test("the exit code: errors, and warnings where asked for", () => {
  const line = (status: "ok" | "warning" | "error" | "skipped") => ({
    id: "server.key",
    status,
    what: { en: "", ko: "" },
  });
  expect(exitCodeOf([line("ok"), line("skipped")], true)).toBe(0);
  expect(exitCodeOf([line("warning")], false)).toBe(0);
  expect(exitCodeOf([line("warning")], true)).toBe(1);
  expect(exitCodeOf([line("error")], false)).toBe(1);
});
