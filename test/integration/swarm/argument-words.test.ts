import { expect, test } from "vitest";
import { builtPlugin } from "../../support/built-plugin.ts";
import { plan } from "../../support/script-lines.ts";

test("the built plugin says what was expected, what came, and what is right", async () => {
  const call = await builtPlugin();
  expect(await call("design_propose", { ...plan(["a"]), workers: "all of them" })).toBe(
    '[AEGIS BAD_ARGUMENTS] design_propose: workers: expected a list of objects {name, feature, scope, spec, qa, depends_on?, may_change_nothing?}, got the text "all of them".\nNext: Call it again with, for example, workers: [{"name":"board","feature":"The board","scope":["src/board/**"],"spec":"Write src/board/board.ts: …","qa":["npm test -- board"],"depends_on":["types"],"may_change_nothing":false}]',
  );
  expect(await call("commit", { type: "feature", subject: 1.5, scoop: "x" })).toBe(
    '[AEGIS BAD_ARGUMENTS] commit: unknown field `scoop`; did you mean `scope`?; type: expected "feat" or "fix" or "refactor" or "perf" or "test" or "docs" or "build" or "ci" or "chore" or "style" or "revert", got the text "feature"; subject: expected a text, got 1.5.\nNext: Call it again with, for example, scope: "board"; type: "feat"; subject: "add the board"',
  );
});

test("the built plugin reads a plan as text, says so, and judges it like any plan", async () => {
  const call = await builtPlugin();
  const { workers, qa, ...rest } = plan(["a"]);
  const stored = await call("design_propose", {
    ...rest,
    workers: `\`\`\`json\n${JSON.stringify(workers, null, 2)}\n\`\`\``,
    qa: "[{'name': 'Files', 'command': 'test -f src/a/ok.txt'},]",
  });
  expect(stored).toMatch(/^Stored\./);
  expect(stored).toMatch(/\n\nRead workers as JSON text, qa as JSON text\.$/);
  const outside = JSON.stringify([{ ...workers[0], scope: "../x/**" }]);
  const refused = await call("design_propose", { ...rest, qa, workers: outside });
  expect(refused).toMatch(/^\[AEGIS PLAN_REFUSED\] .*BAD_SCOPE.*PARENT/s);
  expect(refused).toMatch(/Read workers as JSON text, workers\.0\.scope as a list of one\.$/);
});

test("zod's own words are in the built plugin: a wrong setting is named with its reason", async () => {
  const call = await builtPlugin({ ".opencode/aegis.jsonc": '{ "maxWorkers": "many" }' });
  expect(await call("worker_status", {})).toMatch(/maxWorkers.*expected number, received string/);
});
