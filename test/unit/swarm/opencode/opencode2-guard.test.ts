import { readFileSync } from "node:fs";
import semver from "semver";
import { describe, expect, test } from "vitest";
import { AGENTS } from "../../../../src/swarm/core/agents.ts";
import { setup } from "../../../../src/swarm/opencode/opencode2-guard.ts";

type Before = (call: { agent?: unknown }) => void;

function registered(): Before {
  const hooks: [string, Before][] = [];
  void setup({ tool: { hook: (name: string, before: Before) => hooks.push([name, before]) } });
  expect(hooks.map(([name]) => name)).toEqual(["execute.before"]);
  return hooks[0]?.[1] as Before;
}

describe("the guard for OpenCode 2", () => {
  test.each([...AGENTS, undefined, null, 7])("refuses a call of %s", (agent) => {
    expect(() => registered()({ agent })).toThrow(
      "[AEGIS OPENCODE_UNSUPPORTED] This is OpenCode 2.",
    );
  });

  test("lets the user's own agents work", () => {
    for (const agent of ["build", "plan", "commander2"]) registered()({ agent });
  });

  test("names the command that brings an OpenCode of the range in package.json", () => {
    const { engines } = JSON.parse(readFileSync("package.json", "utf8"));
    const command = `npm install -g opencode-ai@${semver.minVersion(engines.opencode)}`;
    expect(() => registered()({ agent: "worker" })).toThrow(command);
  });

  test.each([
    ["nothing", undefined],
    ["no tools", {}],
    ["no hooks", { tool: {} }],
    [
      "a hook that fails",
      {
        tool: {
          hook: () => {
            throw new Error("no such hook");
          },
        },
      },
    ],
    ["a hook that fails later", { tool: { hook: () => Promise.reject(new Error("too late")) } }],
  ])("never throws, given %s", async (_, context) => {
    expect(await setup(context)).toBeUndefined();
  });
});
