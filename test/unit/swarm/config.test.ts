import { describe, expect, test } from "vitest";
import { AegisError } from "../../../src/kit/errors.ts";
import { AegisConfig, resolveConfig } from "../../../src/swarm/config.ts";

const layer = (value: unknown, source = "file") => ({ source, value });
const fault = (value: unknown) => {
  try {
    resolveConfig([layer(value)]);
  } catch (error) {
    if (error instanceof AegisError) return error;
  }
  throw new Error("nothing was refused");
};

test("no layer gives the defaults, and an empty one as well", () => {
  expect(resolveConfig([])).toEqual(AegisConfig.parse({}));
  expect(resolveConfig([layer({}), layer({ limits: {} })])).toEqual(AegisConfig.parse({}));
});

test("a later layer wins key by key; lists are replaced", () => {
  const config = resolveConfig([
    layer({ limits: { qaMinutes: 1, toolCalls: 50 }, worktree: { link: ["a"], setup: "x" } }),
    layer({ limits: { qaMinutes: 2 }, worktree: { link: ["b"] } }),
  ]);
  expect(config.limits).toMatchObject({ qaMinutes: 2, toolCalls: 50 });
  expect(config.worktree).toEqual({ link: ["b"], setup: "x" });
});

describe("an unknown key", () => {
  test.each([
    [{ maxworkers: 1 }, "maxworkers", "maxWorkers"],
    [{ sandbx: "off" }, "sandbx", "sandbox"],
    [{ limits: { silenceMinute: 1 } }, "limits.silenceMinute", "silenceMinutes"],
    [{ worktree: { stup: "x" } }, "worktree.stup", "setup"],
    [{ shell: { visble: [] } }, "shell.visble", "visible"],
    [{ shell: { limits: { fileMib: 1 } } }, "shell.limits.fileMib", "fileMiB"],
  ])("%j is named with the nearest one", (value, key, near) => {
    expect(fault(value).message).toBe(`file: "${key}" is not a setting.`);
    expect(fault(value).hint).toBe(`Did you mean "${near}"?`);
  });

  test("without a near one all are listed", () => {
    expect(fault({ telemetryEndpoint: 1 }).hint).toMatch(/^Settings here: .*maxWorkers.*sandbox/);
    expect(fault({ worktree: { zzzzzzzz: 1 } }).hint).toBe("Settings here: link, setup.");
  });
});

test("a project's file cannot show more of the machine to agents' shells", () => {
  const shell = {
    ...{ visible: ["/data"], env: ["MY_TOKEN"], unixSockets: "none" },
    limits: { fileMiB: 64, tmpMiB: 128, processes: 100 },
  };
  const ofProject = { source: "project", value: { shell, maxWorkers: 2 }, ofProject: true };
  expect(resolveConfig([ofProject])).toMatchObject({
    shell: { visible: [], env: [], unixSockets: "own", limits: { fileMiB: 4096 } },
    maxWorkers: 2,
  });
  expect(
    resolveConfig([layer({ shell }), { ...ofProject, value: { shell: { env: ["X"] } } }]),
  ).toEqual(resolveConfig([layer({ shell })]));
  expect(resolveConfig([layer({ shell })]).shell).toMatchObject(shell);
});

test.each([
  [{ shell: { visible: ["data"] } }, "shell.visible.0"],
  [{ shell: { env: ["A=b"] } }, "shell.env.0"],
  [{ shell: { unixSockets: "all" } }, "shell.unixSockets"],
  [{ shell: { limits: { fileMiB: 15 } } }, "shell.limits.fileMiB"],
  [{ shell: { limits: { tmpMiB: 1.5 } } }, "shell.limits.tmpMiB"],
  [{ shell: { limits: { processes: 63 } } }, "shell.limits.processes"],
  [{ maxWorkers: 0 }, "maxWorkers"],
  [{ maxWorkers: 33 }, "maxWorkers"],
  [{ maxWorkers: 1.5 }, "maxWorkers"],
  [{ limits: { qaMinutes: 0 } }, "limits.qaMinutes"],
  [{ sandbox: "none" }, "sandbox"],
  [{ worktree: { link: "node_modules" } }, "worktree.link"],
])("a bad value in %j is named by its path", (value, path) => {
  expect(fault(value)).toMatchObject({
    code: "BAD_CONFIG",
    message: expect.stringContaining(`file: ${path}: `),
  });
});

test.each([[[]], [null], ["x"], [undefined]])("%j is no settings file", (value) => {
  expect(fault(value).message).toBe("file is not an object.");
});

test("a bad value in a lower layer is told, even where a higher one would hide it", () => {
  expect(() => resolveConfig([layer({ maxWorkers: 99 }, "low"), layer({ maxWorkers: 1 })])).toThrow(
    /^low: maxWorkers/,
  );
});
