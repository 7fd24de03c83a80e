import { readFile, realpath } from "node:fs/promises";
import { expect, inject, test } from "vitest";
import { BUNDLED_PROVIDERS } from "../../../src/host/bundled-providers.ts";
import { GRAMMARS } from "../../../src/host/grammars.ts";

test("the grammars that we seed are those that OpenCode's terminal would download", async () => {
  const binary = await readFile(await realpath(inject("opencode").path), "latin1");
  const names = [...binary.matchAll(/wasm:"https:[^"]*\/tree-sitter-(\w+)\.wasm"/g)].map(
    ([, name]) => name,
  );
  expect([...new Set(names)].sort()).toEqual([...GRAMMARS].sort());
});

test("the provider packages that OpenCode brings are those that we do not call fetched", async () => {
  const binary = await readFile(await realpath(inject("opencode").path), "latin1");
  const found = [
    ...binary.matchAll(/"([@\w./-]+)":\(\)=>import\("[^"]*"\)\.then\(\(\$\)=>\$\.create\w+\)/g),
  ];
  const names = found.map(([, name]) => name);
  expect([...new Set(names)].sort()).toEqual([...BUNDLED_PROVIDERS].sort());
});
