import { expect, test } from "vitest";
import { aligned, padded, shortened, widthOf } from "../../../src/kit/width.ts";

test.each([
  ["abc", 3],
  ["한글", 4],
  ["✅ done", 7],
  ["⏳", 2],
  ["⚠️", 2],
  ["◦ planned", 9],
  ["e\u0301", 1],
  ["\u001b[1mbold\u001b[22m", 4],
  ["👩‍🚀", 2],
  ["…–“”", 4],
])("%s fills %i columns", (text, columns) => expect(widthOf(text)).toBe(columns));

test("a line is filled up or cut to a width, and never between the halves of a letter", () => {
  expect(padded("한", 4)).toBe("한  ");
  expect(padded("long", 2)).toBe("long");
  expect(shortened("abcdef", 6)).toBe("abcdef");
  expect(shortened("abcdef", 5)).toBe("abcd…");
  expect(shortened("한글이다", 6)).toBe("한글…");
  expect(shortened("ab 한글", 4)).toBe("ab…");
  // The library's own index is one too far here.
  expect(shortened("▸ waits for you", 11)).toBe("▸ waits fo…");
});

test("columns are aligned, and the last one gives way", () => {
  expect(
    aligned(
      [
        ["ID", "상태", "Name"],
        ["w01", "✅", "a rather long name"],
      ],
      20,
    ),
  ).toEqual(["ID   상태  Name", "w01  ✅    a rather…"]);
});
