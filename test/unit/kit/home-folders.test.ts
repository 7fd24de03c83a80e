import { expect, test } from "vitest";
import { openCodeFolders } from "../../../src/host/opencode-folders.ts";
import { homeFolder, homeVariables, neededHomeFolder } from "../../../src/kit/home-folders.ts";

test.each([
  [{ XDG_CONFIG_HOME: "/c", HOME: "/h" }, "/c"],
  [{ XDG_CONFIG_HOME: "", HOME: "/h" }, "/h/.config"],
  [{ HOME: "/h" }, "/h/.config"],
  [{ USERPROFILE: "/u" }, "/u/.config"],
  [{ HOME: "", XDG_CONFIG_HOME: "" }, undefined],
  [{}, undefined],
])("the configuration's folder of %j is %s", (env, folder) => {
  expect(homeFolder(env, "config")).toBe(folder);
});

test("without a home the error names the variable that would do", () => {
  expect(() => neededHomeFolder({}, "state")).toThrow("Neither HOME nor XDG_STATE_HOME is set.");
  expect(neededHomeFolder({ HOME: "/h" }, "state")).toBe("/h/.local/state");
});

test("the four variables of a made home name the folders that its owner would have without them", () => {
  const made = homeVariables("/h");
  for (const kind of ["config", "cache", "data", "state"] as const)
    expect(homeFolder(made, kind)).toBe(homeFolder({ HOME: "/h" }, kind));
});

test("OpenCode's folders follow the variables, then the home that is given", () => {
  expect(openCodeFolders({ XDG_CACHE_HOME: "/k" }, "/h")).toEqual({
    config: "/h/.config/opencode",
    cache: "/k/opencode",
    data: "/h/.local/share/opencode",
  });
});
