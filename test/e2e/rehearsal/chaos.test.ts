import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { IS_WHOLE } from "../../support/whole.ts";

const BIN = "bin/oh-my-qwencoder.js";

/** Runs the command as a user of the checkout does; never rejects. */
function rehearse(args: string[], env: Record<string, string> = {}) {
  return execa("node", [BIN, ...args], { reject: false, stdin: "ignore", all: true, env });
}

/** This seed kills OpenCode while Workers run and goes on in a new conversation; the user edits a file. */
test.skipIf(!IS_WHOLE)("a run under faults keeps its promises, and leaves nothing", async () => {
  const tmp = await mkdtemp(join(tmpdir(), "aegis-chaos-test-"));
  onTestFinished(() => rm(tmp, { recursive: true, force: true }));
  const { stdout, exitCode } = await rehearse(["--json", "rehearse", "--chaos", "--seed", "192"], {
    TMPDIR: tmp,
  });
  const { ok, results } = JSON.parse(stdout);
  expect(results[0].problems, stdout).toEqual([]);
  expect({ ok, exitCode }).toEqual({ ok: true, exitCode: 0 });
  expect(results[0].faults).toEqual({ kill: 1, "user-edit-elsewhere": 1 });
  const events = (results[0].story as { who: string; text: string }[])
    .filter(({ who }) => who === "journal")
    .map(({ text }) => text);
  expect(events).toContain("RUN_RESUMED");
  expect(events).toContain("COMMITTED");
  expect((await readdir(tmp)).filter((name) => name.startsWith("aegis-"))).toEqual([]);
});

test.each([
  [["--seed", "7"], "need --chaos"],
  [["--chaos", "--script", "x.json"], "leave out --script"],
  [["--chaos", "--seeds", "2", "--keep", "x"], "leave out --seeds"],
  [["--chaos", "--seed", "-1"], "whole number"],
])("%j is refused before anything starts", async (flags, why) => {
  const { all, exitCode } = await rehearse(["rehearse", ...flags]);
  expect(all).toContain(why);
  expect(exitCode).toBe(2);
});
