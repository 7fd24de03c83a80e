import { expect, test } from "vitest";
import { withoutSecrets } from "../../../../src/swarm/core/secrets/search-output.ts";

const isSecret = (path: string) => path.endsWith("/.env");
const hide = (...lines: string[]) => withoutSecrets(lines.join("\n"), isSecret);
const WORD = "word-of-the-user";
const found = (count: number) => `Found ${count} matches`;

test("matches in secret files are left out, and counted again", () => {
  expect(
    hide(
      ...[found(3), "/w/a.ts:", "  Line 1: one", "", "", "/w/.env:", `  Line 1: KEY=${WORD}`, ""],
      ...["", "/w/b.ts:", "  Line 2: two", "", "(Results truncated. Consider a path.)"],
    ),
  ).toBe(
    [found(2), "/w/a.ts:", "  Line 1: one", "", "/w/b.ts:", "  Line 2: two", ""]
      .concat("(Results truncated. Consider a path.)")
      .join("\n"),
  );
});

test("a guess at a secret is answered like a wrong one", () => {
  expect(hide(found(1), "/w/.env:", `  Line 1: KEY=${WORD}`)).toBe("No files found");
  expect(hide("No files found")).toBe("No files found");
});

test.each([
  ["a line break in the folder's name", ["/w/a", "b:/.env:"]],
  ["another file's line in the folder's name", ["/w/a", "/w/ok.ts:/.env:"]],
  ["OpenCode's own sentence in a name before it", ["(Results truncated. x", "/w/.env:"]],
  ["a match in a name before it", ["/w/a", "  Line 1: x", "/.env:"]],
])("%s does not show a secret", (_how, section) => {
  expect(hide(found(1), ...section, `  Line 1: KEY=${WORD}`)).not.toContain(WORD);
});

test("control: a match that looks like a file's line stays with its file", () => {
  const text = [found(1), "/w/a.ts:", "  Line 1: /w/.env:", "  Line 2: x"].join("\n");
  expect(hide(text)).toContain("  Line 2: x");
});
