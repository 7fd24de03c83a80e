import { expect, test } from "vitest";
import { textOf as wordsOf } from "../../../src/runs/core/history.ts";
import { qaNote } from "../../../src/swarm/core/show/qa-note.ts";
import { textOf } from "../../../src/tui/core/line.ts";
import { noteLines } from "../../../src/tui/core/notes.ts";
import { oid, QA_OK, settled } from "../../support/run-builder.ts";
import { seenOf } from "../../support/screen-scenes.ts";

test("why the final QA failed is said in the reader's language in the note, the panel, the timeline and the history", () => {
  const results = [
    QA_OK,
    { ...QA_OK, command: "npm run e2e", exitCode: 1 },
    { ...QA_OK, command: "npm run slow", exitCode: null, timedOut: true },
  ];
  const why = '"npm run e2e" ended with 1; "npm run slow" ran out of time';
  const ko = '"npm run e2e" 종료 코드 1; "npm run slow" 시간 초과';
  const event = { type: "QA_FAILED" as const, why, results, tree: oid("tree"), suspects: [] };
  const seen = seenOf(settled("auth").check().integrate().add(event));
  const panel = (language: "en" | "ko") =>
    noteLines(seen, { language, columns: 200, ascii: false }).map(textOf).join("\n");
  expect(panel("en")).toContain(why);
  expect(panel("ko")).toContain(ko);
  expect(qaNote(event, "en").join("\n")).toContain(why);
  expect(qaNote(event, "ko").join("\n")).toContain(ko);
  expect(wordsOf(event)?.en).toContain(why);
  expect(wordsOf(event)?.ko).toContain(ko);
  const other = { ...event, why: "said by an older version" };
  expect(qaNote(other, "ko").join("\n")).toContain(other.why);
});
