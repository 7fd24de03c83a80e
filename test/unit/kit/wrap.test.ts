import { describe, expect, test } from "vitest";
import { wrapped } from "../../../src/kit/wrap.ts";

const KOREAN =
  "    이유: 에이전트도 같은 방식으로 요청하므로 세션이 여기서 멈춥니다. 스웜은 이만큼의 요청을 동시에 보냅니다. 요청이 실패한 Worker는 멈춥니다.";

describe("a text for a terminal", () => {
  test("breaks between words alone, and fits the columns of Korean letters", () => {
    for (const columns of [40, 60, 80]) {
      const lines = wrapped(KOREAN, columns).split("\n");
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
      for (const line of lines) expect(line).toMatch(/^ {4}\S/);
      expect(lines.map((line) => line.trim()).join(" ")).toBe(KOREAN.trim());
    }
  });

  test("goes on at the hang, with its colours and its own gaps", () => {
    const line = `\u001b[32m✓\u001b[39m runtime.node           ${"word ".repeat(12)}end`;
    const lines = wrapped(line, 60, 4).split("\n");
    expect(lines[0]?.startsWith(line.slice(0, 40))).toBe(true);
    expect(lines[1]).toMatch(/^ {4}word/);
  });

  test("keeps a word that is longer than the terminal in one piece, and every line break", () => {
    const address = `http://gpu-host:8001/${"x".repeat(60)}`;
    expect(wrapped(`see ${address} there\n\nend`, 40)).toBe(`see\n${address}\nthere\n\nend`);
  });

  test("is left alone where there is no terminal", () => {
    expect(wrapped(KOREAN, undefined)).toBe(KOREAN);
  });
});

test("a line with decomposed letters stays byte for byte", () => {
  const path = "/home/kim/프로젝트".normalize("NFD");
  expect(wrapped(`the folder\n${path} ${"word ".repeat(20)}`, 40)).toContain(path);
});

/** A Korean letter takes two columns. */
function columnsOf(line: string): number {
  return [...line].reduce((sum, letter) => sum + (/[가-힣]/.test(letter) ? 2 : 1), 0);
}
