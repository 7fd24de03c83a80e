import { describe, expect, test } from "vitest";
import { argumentFaults, EXAMPLES } from "../../../../src/swarm/core/arguments/examples.ts";
import { readArguments } from "../../../../src/swarm/core/arguments/read-arguments.ts";
import {
  type AegisTool,
  COMMANDER_TOOLS,
  WORKER_TOOLS,
} from "../../../../src/swarm/core/phases/phase.ts";
import { schemaOf } from "../../../support/our-tools.ts";

describe.each([...COMMANDER_TOOLS, ...WORKER_TOOLS])("the example of %s", (tool) => {
  test("is right as it stands", () => {
    const args = EXAMPLES[tool];
    expect(readArguments(schemaOf(tool), args)).toEqual({ ok: true, args, note: "" });
  });

  test("has every field, so that a refusal of any of them can show it", () => {
    expect(Object.keys(EXAMPLES[tool]).sort()).toEqual(Object.keys(schemaOf(tool).shape).sort());
  });
});

function faultsOf(tool: AegisTool, sent: unknown) {
  const reading = readArguments(schemaOf(tool), sent);
  return argumentFaults(tool, reading.ok ? [] : reading.faults);
}

test("a refusal says what was expected, what came, and one right example of the very place", () => {
  expect(faultsOf("worker_wait", { until: "soon", minutes: 500 })).toEqual({
    why: {
      en: 'worker_wait: until: expected "change" or "all", got the text "soon"; minutes: expected a number above 0, at most 240, got 500.',
      ko: 'worker_wait: until: 필요한 값은 "change" 또는 "all", 받은 값은 텍스트 "soon"; minutes: 필요한 값은 0 초과 240 이하 숫자, 받은 값은 500.',
    },
    next: 'Call it again with, for example, until: "all"; minutes: 30',
  });
});

test("a near miss shows the field that was meant; the missing field is not named twice", () => {
  const worker = { worker_name: "a", feature: "f", scope: ["a/**"], spec: "s", qa: ["x"] };
  expect(faultsOf("design_propose", { ...EXAMPLES.design_propose, workers: [worker] })).toEqual({
    why: {
      en: "design_propose: unknown field `worker_name` in workers.0; did you mean `name`?",
      ko: "design_propose: workers.0에 알 수 없는 필드 `worker_name`; `name`을(를) 뜻했습니까?",
    },
    next: 'Call it again with, for example, workers.0.name: "board"',
  });
});

test("a tool without fields says so", () => {
  expect(faultsOf("integrate", { force: true })).toEqual({
    why: {
      en: "integrate: unknown field `force`; the fields are none.",
      ko: "integrate: 알 수 없는 필드 `force`; 있는 필드: 없음.",
    },
    next: "Call it again with, for example, {}",
  });
});

test("long values are cut, and many faults are counted", () => {
  const text = faultsOf("worker_send", {
    worker: ["x".repeat(500)],
    message: { ["k".repeat(500)]: 1 },
  });
  expect(text.why.en).toContain(`an object {${"k".repeat(60)}…}`);
  const many = faultsOf("dispatch_workers", { only: Array.from({ length: 9 }, () => null) });
  expect(many.why.en).toContain("only.4: expected a text, got null; and 4 more.");
  expect(many.next.length).toBeLessThan(200);
});
