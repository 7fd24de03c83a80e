import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const IMPORT =
  /^\s*(?:import|export)\b[^;]*?\bfrom\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm;

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(IMPORT)].map(([, ...names]) => names.find(Boolean) ?? "");
}

function filesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts")).map((name) => join(folder, name));
}

const SOURCES = filesBelow("src");

function importersOf(...modules: string[]): string[] {
  return SOURCES.filter((file) => importsOf(file).some((name) => modules.includes(name))).sort();
}

/** All files that are loaded with this one. */
function loadedWith(entry: string, found = new Set<string>()): Set<string> {
  if (found.has(entry)) return found;
  found.add(entry);
  for (const name of importsOf(entry))
    if (name.startsWith(".")) loadedWith(resolve(entry, "..", name), found);
  return found;
}

test("one file starts programs; execa serves commands that run under Node alone", () => {
  expect(importersOf("node:child_process", "child_process")).toEqual(["src/kit/process/start.ts"]);
  expect(importersOf("execa")).toEqual([
    "src/serving/adapters/gpus.ts",
    "src/serving/command.ts",
    "src/serving/render.ts",
  ]);
});

test("nothing that the plugin loads imports execa", () => {
  const loaded = [...loadedWith(resolve("src/plugin.ts"))];
  expect(loaded).toContain(resolve("src/kit/process/start.ts"));
  expect(loaded.length).toBeGreaterThan(100);
  expect(loaded.filter((file) => importsOf(file).includes("execa"))).toEqual([]);
});

test("kit imports no other room, and git and shell import kit and git alone", () => {
  const ALLOWED = { kit: ["kit"], git: ["git", "kit"], shell: ["shell", "git", "kit"] };
  for (const [room, allowed] of Object.entries(ALLOWED)) {
    const files = filesBelow(join("src", room));
    const imports = files.flatMap((file) =>
      importsOf(file)
        .filter((name) => name.startsWith("."))
        .map((name) => resolve(file, "..", name)),
    );
    expect(imports.length).toBeGreaterThan(0);
    const rooms = allowed.map((name) => resolve("src", name));
    expect(imports.filter((path) => !rooms.some((dir) => path.startsWith(`${dir}/`)))).toEqual([]);
  }
});
