import { expect, test } from "vitest";
import { commandLineOf } from "../../src/command-line.ts";
import { commandNamed } from "../../src/command-named.ts";

const program = commandLineOf({
  ...{ packageRoot: "/package", version: "1.2.3", env: {} },
  ...{ showFailure: () => undefined, usageFailed: (text, write) => write(text) },
});

test.each([
  [["status", "--json", "--nope"], "status"],
  [["--json", "--lang", "fr", "runs", "show"], "runs show"],
  [["runs", "prune", "--older-than", "x", "--json"], "runs prune"],
  [["--lang", "status", "abort"], "abort"],
  [["install", "--timeout"], "install"],
  [["retry", "--wait", "status", "w01"], "retry"],
  [["--json", "statu"], null],
  [["--json", "--nope"], null],
])("%j is about %s", (args, name) => {
  expect(commandNamed(program, args)).toBe(name);
});
