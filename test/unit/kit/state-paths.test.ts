import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  isInWorktrees,
  RUNS,
  runRef,
  STATE_LINE,
  statePaths,
} from "../../../src/kit/state-paths.ts";

describe("where state lies", () => {
  test("is spelled in one file of src", () => {
    const files = readdirSync("src", { recursive: true, encoding: "utf8" });
    const code = files.filter((file) => file.endsWith(".ts"));
    const spelling = code.filter((file) => spells(readFileSync(join("src", file), "utf8")));
    expect(spelling.toSorted()).toEqual(["kit/state-paths.ts"]);
  });

  test.each([
    ['join(top, ".aegis/runs")', true],
    ['const DIRECTORIES = [".git", ".aegis"];', true],
    ['"/p/.aegis/lease.json"', true],
    ['"refs/aegis/rescued"', true],
    ["`refs/aegis/r1`", true],
    ['join(home, "oh-my-qwencoder/aegis.jsonc")', true],
    ['join(home, "oh-my-qwencoder", "vllm")', true],
    ["// what lies in .aegis/runs", false],
    ['"--purge deletes the runs in .aegis and more"', false],
    ['"oh-my-qwencoder install"', false],
  ])("a place is %s: %s", (code, place) => {
    expect(spells(code)).toBe(place);
  });

  test("is in the main checkout, be that the root", () => {
    expect(statePaths("/p").runs).toBe(`/p/${RUNS}`);
    expect(statePaths("/").lease).toBe("/.aegis/lease.json");
    expect(STATE_LINE).toBe("/.aegis/");
  });

  test("tells a worktree from what only begins like one", () => {
    expect(isInWorktrees("/p", "/p/.aegis/worktrees/w01/src")).toBe(true);
    expect(isInWorktrees("/p", "/p/.aegis/worktrees-old/w01")).toBe(false);
    expect(isInWorktrees("/p", "/p/.aegis/worktrees")).toBe(false);
  });

  test("names the refs of a run and each of them", () => {
    expect(runRef("r1")).toBe("refs/aegis/r1");
    expect(runRef("r1", "w01")).toBe("refs/aegis/r1/w01");
  });
});

/** Code that names a place; comments may, and sentences for people may name the folder. */
function spells(text: string): boolean {
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");
  return /\.aegis\/|["'`/]\.aegis["'`]|refs\/aegis|aegis\.jsonc|"oh-my-qwencoder\/|, "oh-my-qwencoder"/.test(
    code,
  );
}
