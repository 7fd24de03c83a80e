import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { ROOT } from "../../support/setup-scene.ts";

const SERVED = ["@opentui/core", "@opentui/solid", "solid-js"];

/** Every module that a compiled file asks for, statically or not. */
function importsOf(code: string): string[] {
  return ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
}

test("the terminal's half is one file: OpenCode's terminal serves the rest", async () => {
  const manifest = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  expect(manifest.exports["./tui"]).toBe("./dist/tui.js");
  const code = await readFile(join(ROOT, "dist/tui.js"), "utf8");
  const foreign = importsOf(code).filter((name) => !isBuiltin(name));
  expect(foreign.sort()).toEqual(SERVED);
  // Programs and sockets are no business of a file that shows.
  const builtin = new Set(importsOf(code).map((name) => name.replace(/^node:/, "")));
  for (const name of ["child_process", "http", "https", "net", "dgram", "tls"])
    expect(builtin).not.toContain(name);
  // Compiled: no JSX and no types are left.
  const { diagnostics = [] } = ts.transpileModule(code, {
    fileName: "tui.js",
    reportDiagnostics: true,
    compilerOptions: { allowJs: true, jsx: ts.JsxEmit.Preserve },
  });
  expect(diagnostics).toEqual([]);
});
