import { expect, test } from "vitest";
import { stableSystem } from "../../../../src/swarm/opencode/stable-system.ts";

const prompt = (directory: string, day: string) =>
  [
    "You build.",
    "<env>",
    `  Working directory: ${directory}`,
    `  Workspace root folder: ${directory.split("/.aegis")[0]}`,
    "  Platform: linux ",
    `  Today's date: ${day}`,
    "</env>",
    `Read ${directory}/docs/contract.md.`,
  ].join("\n");

test("two days and two worktrees give the same bytes", () => {
  const one = stableSystem(
    prompt("/a/app/.aegis/worktrees/w01", "Mon"),
    "/a/app/.aegis/worktrees/w01",
  );
  const two = stableSystem(
    prompt("/a/app/.aegis/worktrees/w02", "Tue"),
    "/a/app/.aegis/worktrees/w02",
  );
  expect(one).toBe(two);
  expect(one).toContain(
    "Working directory: .\n  Workspace root folder: .\n  Platform: linux\n</env>",
  );
  expect(one).toContain("Read ./docs/contract.md.");
});

test("a longer name that begins the same is another path", () => {
  expect(stableSystem("/a/app-old /a/app.bak /a/app /a/app/x (/a/app).", "/a/app")).toBe(
    "/a/app-old /a/app.bak . ./x (.).",
  );
  expect(stableSystem("/a/axb and /a/a.b", "/a/a.b")).toBe("/a/axb and .");
});
