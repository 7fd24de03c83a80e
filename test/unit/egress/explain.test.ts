import { describe, expect, test } from "vitest";
import { explained, type Known } from "../../../src/egress/core/explain.ts";
import { LANGUAGES } from "../../../src/egress/core/languages.ts";
import {
  FETCHED_HOST,
  nextAnswer,
  notCalled,
  plannedCalls,
} from "../../../src/egress/core/tool-calls.ts";

const NOTHING: Known = {
  ...{ sources: [], env: {}, plugins: [], missingGrammars: [] },
  ...{ missingCatalogue: undefined, ripgrep: true },
};
const because = (host: string, over: Partial<Known>) =>
  explained({ host }, { ...NOTHING, ...over }).map(({ en }) => en);
const source = (config: NonNullable<Known["sources"][number]["config"]>) => ({
  sources: [{ name: "/u/opencode.json", kind: "global", config }],
});

describe("what explains an attempt", () => {
  test.each<[string, string, Partial<Known>, string]>([
    [
      "a setting that names the host",
      "mcp.example.test",
      source({ mcp: { docs: { type: "remote", url: "https://mcp.example.test/sse" } } }),
      "/u/opencode.json (mcp.docs.url)",
    ],
    [
      "an entry of a list",
      "rules.example.test",
      source({ instructions: ["https://rules.example.test/a.md"] }),
      "instructions.0",
    ],
    [
      "a variable",
      "otel.test",
      { env: { OTEL_ENDPOINT: "http://otel.test:4318" } },
      "OTEL_ENDPOINT",
    ],
    [
      "a plugin's text",
      "phone.test",
      { plugins: [{ path: "/u/plugin/p.js", text: "fetch('https://phone.test')" }] },
      "/u/plugin/p.js",
    ],
    ["a missing grammar", "github.com", { missingGrammars: ["python"] }, "python"],
    ["a missing ripgrep", "objects.githubusercontent.com", { ripgrep: false }, "ripgrep"],
    ["no switch of the update check", "api.github.com", {}, "autoupdate"],
    ["a missing catalogue", "models.dev", { missingCatalogue: "/c/models.json" }, "/c/models.json"],
    ["hosted models", "opencode.ai", {}, "enabled_providers"],
    ["a page that the audit's model asked for", FETCHED_HOST, {}, "webfetch"],
  ])("is %s", (_, host, over, words) => {
    expect(because(host, over).join("\n")).toContain(words);
  });

  test.each<[string, string, Partial<Known>]>([
    ["a host that nothing names", "example.test", { missingGrammars: ["c"], ripgrep: false }],
    ["GitHub, if every file is there", "github.com", {}],
    ["an update check that is off", "api.github.com", source({ autoupdate: false })],
    ["a host whose name only ends alike", "notgithub.com", { ripgrep: false }],
    ["a longer host than the setting names", "evil.a.test", source({ share: "https://a.test" })],
    ["an unknown address", "", { plugins: [{ path: "/p.js", text: "anything" }] }],
  ])("is never guessed: %s", (_, host, over) => expect(because(host, over)).toEqual([]));
});

describe("what the model calls", () => {
  const offered = [
    "bash",
    "commit",
    "design_propose",
    "mcp_x_delete",
    "read",
    "task",
    "worker_status",
  ];

  test("is every tool that changes nothing, one after another, then the end", () => {
    expect(plannedCalls(offered).map(({ tool }) => tool)).toEqual([
      ...["bash", "read", "task", "worker_status"],
    ]);
    expect(nextAnswer(offered, 0)).toMatchObject({ call: { tool: "bash" } });
    expect(nextAnswer(offered, 4)).toHaveProperty("text");
    expect(nextAnswer([], 0)).toHaveProperty("text");
  });

  test("is no tool of which nobody knows what it does; the report names it", () => {
    expect(notCalled(offered)).toEqual(["commit", "design_propose", "mcp_x_delete"]);
    expect(plannedCalls(["constructor", "toString"])).toEqual([]);
  });

  test("starts an agent that there is", () => {
    expect(plannedCalls(["task"])[0]?.args["subagent_type"]).toBe("general");
    expect(plannedCalls(offered).find(({ tool }) => tool === "task")?.args["subagent_type"]).toBe(
      "scout",
    );
  });

  test("shows code in every language with a grammar to download", () => {
    expect(LANGUAGES.length).toBeGreaterThanOrEqual(30);
    expect(new Set(LANGUAGES).size).toBe(LANGUAGES.length);
  });
});
