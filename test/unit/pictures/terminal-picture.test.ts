import { parse } from "parse5";
import { expect, test } from "vitest";
import { terminalPicture } from "../../pictures/terminal-picture.ts";

const draw = (ansi: string, columns = 20, rows = 2) =>
  terminalPicture(ansi, { columns, rows, title: "a & b" });

const textsOf = (svg: string) =>
  [...svg.matchAll(/<text x="(\d+)" y="(\d+)" textLength="(\d+)"[^>]*>([^<]*)</g)].map(
    ([, x, y, length, text]) => ({
      column: (Number(x) - 12) / 8,
      row: (Number(y) - 25) / 17,
      cells: Number(length) / 8,
      text,
    }),
  );

test("each text stands in its column and fills its cells, wide signs too", async () => {
  const svg = await draw("ab  \u001b[1m한글\u001b[0m c ✅ d\n  x  y ");
  expect(textsOf(svg)).toEqual([
    { column: 0, row: 0, cells: 2, text: "ab" },
    { column: 4, row: 0, cells: 2, text: "한" },
    { column: 6, row: 0, cells: 2, text: "글" },
    { column: 9, row: 0, cells: 1, text: "c" },
    { column: 11, row: 0, cells: 2, text: "✅" },
    { column: 14, row: 0, cells: 1, text: "d" },
    { column: 2, row: 1, cells: 4, text: "x\u00a0\u00a0y" },
  ]);
});

test("colours: by name, of the cube, true ones, turned round", async () => {
  const svg = await draw(
    "\u001b[31mr\u001b[38;5;208mo\u001b[38;2;1;2;3mt\u001b[0;7mi\u001b[0m\u001b[48;5;236m \u001b[0m",
  );
  expect(svg).toContain('fill="#e06c75">r<');
  expect(svg).toContain('fill="#ff8700">o<');
  expect(svg).toContain('fill="#010203">t<');
  expect(svg).toContain('fill="#0a0a0a">i<');
  expect(svg).toMatch(/<rect [^>]*fill="#303030"\/>/);
});

test("what is written is escaped, and the picture is one that a reader's program parses", async () => {
  const svg = await draw('<b>&"', 20, 1);
  expect(svg).toContain("&lt;b>&amp;&quot;</text>");
  expect(svg).toContain('aria-label="a &amp; b"');
  expect(JSON.stringify(parse(svg).childNodes.length)).toBe("1");
});
