import { expect, test } from "vitest";
import { widthOf } from "../../../../src/kit/width.ts";
import { workerSessionTitle } from "../../../../src/swarm/core/text/session-title.ts";
import { worker } from "../../../support/run-builder.ts";

/** The pattern by which OpenCode's child navigator finds its label in a title. */
const LABEL = /@(\w+) subagent/;

const titled = (name: string, feature: string) =>
  workerSessionTitle({ id: "w03", spec: worker(name, { feature }) });

test.each([
  ["board", "The board", "Worker w03 board: The board (@w03_board subagent)"],
  ["pay-api", "결제 모듈", "Worker w03 pay-api: 결제 모듈 (@w03_pay_api subagent)"],
  ["mail", " Mail\n and\tbounces ", "Worker w03 mail: Mail and bounces (@w03_mail subagent)"],
])("role, Worker and task: %s", (name, feature, title) => {
  expect(titled(name, feature)).toBe(title);
});

test.each(["one word ".repeat(30), "결제 모듈과 영수증 발행과 환불을 만들고 검사합니다"])(
  "a long task is short, and the navigator still finds its label: %s",
  (feature) => {
    const title = titled("a-very-long-worker-name", feature);
    expect(LABEL.exec(title)?.[1]).toBe("w03_a_very_long_worker_name");
    const task = /: (.*) \(@/.exec(title)?.[1] ?? "";
    expect(widthOf(task)).toBeLessThanOrEqual(40);
    expect(task.endsWith("…")).toBe(true);
  },
);
