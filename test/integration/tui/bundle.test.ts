import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../support/setup-scene.ts";

const SERVED = ["@opentui/core", "@opentui/solid", "solid-js"];
/** An import of a compiled file, static or not. */
const IMPORT = /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*["'`]([^"'`]+)["'`]/g;

test("the terminal's half is one file: OpenCode's terminal serves the rest", async () => {
  const manifest = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  expect(manifest.exports["./tui"]).toBe("./dist/tui.js");
  const code = await readFile(join(ROOT, "dist/tui.js"), "utf8");
  const names = [...code.matchAll(IMPORT)].map(([, name = ""]) => name);
  expect(names.filter((name) => !isBuiltin(name)).sort()).toEqual(SERVED);
  // OpenCode puts its own modules in the place of these names, and knows them by the blank before the quote.
  for (const name of SERVED) expect(code).toMatch(new RegExp(`\\bfrom "${name}"`));
  // Sockets are no business of a file that shows; the one program that it starts is git.
  const builtin = names.map((name) => name.replace(/^node:/, ""));
  expect(builtin).toContain("fs/promises");
  for (const name of ["http", "https", "net", "dgram", "tls"]) expect(builtin).not.toContain(name);
  // An installed file is loaded as it is: the JSX has become calls of OpenCode's renderer.
  expect(code).toMatch(/createElement\(["'`]box["'`]\)/);
});
