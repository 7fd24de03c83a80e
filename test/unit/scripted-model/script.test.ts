import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadScript, parseScript } from "../../../src/scripted-model/script.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "aegis-script-"));
  await mkdir(path.join(folder, "inner"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("loadScript", () => {
  test("puts file contents where args name them, at any depth", async () => {
    await writeFile(path.join(folder, "inner", "a.txt"), "한글\n");
    const file = await write({
      calls: [{ tool: "write", args: { list: [{ content: { $file: "a.txt" } }], n: 1 } }],
    });
    const script = await loadScript(file);
    expect(script.actors[0]?.steps[0]?.calls).toEqual([
      { tool: "write", args: { list: [{ content: "한글\n" }], n: 1 } },
    ]);
  });

  test("leaves raw argument text as it is", async () => {
    const file = await write({ calls: [{ tool: "write", args: '{"$file": "a.t' }] });
    const script = await loadScript(file);
    expect(script.actors[0]?.steps[0]?.calls?.[0]?.args).toBe('{"$file": "a.t');
  });

  test.each([
    ["../outside.txt", "leaves"],
    [tmpdir(), "leaves"],
    ["missing.txt", "cannot be read"],
  ])("refuses $file %s", async (name, why) => {
    await writeFile(path.join(folder, "outside.txt"), "secret");
    const file = await write({ calls: [{ tool: "write", args: { content: { $file: name } } }] });
    await expect(loadScript(file)).rejects.toMatchObject({
      code: "SCRIPT_FILE",
      message: expect.stringMatching(`${name}.*${why}`),
    });
  });

  test("names the file that is not JSON", async () => {
    const file = path.join(folder, "bad.json");
    await writeFile(file, "{");
    await expect(loadScript(file)).rejects.toMatchObject({
      code: "SCRIPT_UNREADABLE",
      message: expect.stringContaining(file),
    });
  });
});

describe("parseScript", () => {
  test.each([
    [{ text: 1 }, /actors\.0\.steps\.0\.text/],
    [{ txt: "typo" }, /actors\.0\.steps\.0: .*txt/],
    [{ expect: "(" }, /steps\.0\.expect: not a valid regular expression/],
    [{ fail: {} }, /steps\.0\.fail: needs exactly one/],
    [{ fail: { cut: "mid", error: { status: 500, message: "" } } }, /needs exactly one/],
  ])("names the place of %j", async (step, message) => {
    await expect(parseScript(scriptOf(step))).rejects.toMatchObject({
      code: "SCRIPT_INVALID",
      message: expect.stringMatching(message),
    });
  });

  test("needs a folder for $file", async () => {
    const step = { calls: [{ tool: "write", args: { content: { $file: "a.txt" } } }] };
    await expect(parseScript(scriptOf(step))).rejects.toMatchObject({ code: "SCRIPT_FILE" });
  });
});

function scriptOf(step: object): object {
  return { name: "test", actors: [{ agent: "worker", steps: [step] }] };
}

async function write(step: object): Promise<string> {
  const file = path.join(folder, "inner", "script.json");
  await writeFile(file, JSON.stringify(scriptOf(step)));
  return file;
}
