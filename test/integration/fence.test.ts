import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ScratchHouse, scratchHouse } from "../support/scratch-house.ts";

/** For each rule of the import fence, files that break it; the first one is refused by its name. */
const BREAKS: Record<string, Record<string, string>[]> = {
  "no-cycle": [
    {
      "src/kit/bad-circle.ts": 'import type { B } from "./bad-other.ts";\nexport type A = B[];\n',
      "src/kit/bad-other.ts": 'import type { A } from "./bad-circle.ts";\nexport type B = A | 1;\n',
    },
  ],
  "not-resolvable": [{ "src/kit/bad-missing.ts": 'import "./nowhere.ts";\n' }],
  "room-kit": [{ "src/kit/bad-room.ts": importing("../git/port.ts") }],
  "room-git": [{ "src/git/bad-room.ts": importing("../shell/port.ts") }],
  "room-shell": [{ "src/shell/bad-room.ts": importing("../swarm/ports.ts") }],
  "room-swarm": [{ "src/swarm/bad-room.ts": importing("../scripted-model/script.ts") }],
  "room-scripted-model": [{ "src/scripted-model/bad-room.ts": importing("../host/find.ts") }],
  "room-host": [{ "src/host/bad-room.ts": importing("../doctor/core/check.ts") }],
  "room-runs": [{ "src/runs/bad-room.ts": importing("../host/find.ts") }],
  "room-report": [{ "src/report/bad-room.ts": importing("../host/find.ts") }],
  "room-help": [{ "src/help/bad-room.ts": importing("../host/find.ts") }],
  "room-steering": [{ "src/steering/bad-room.ts": importing("../host/find.ts") }],
  "room-tui": [{ "src/tui/bad-room.ts": importing("../setup/install.ts") }],
  "room-rehearsal": [{ "src/rehearsal/bad-room.ts": importing("../setup/install.ts") }],
  "room-setup": [{ "src/setup/bad-room.ts": importing("../doctor/doctor.ts") }],
  "room-serving": [{ "src/serving/bad-room.ts": importing("../swarm/core/run/denial.ts") }],
  "room-jail": [{ "src/jail/bad-room.ts": importing("../doctor/doctor.ts") }],
  "room-egress": [{ "src/egress/bad-room.ts": importing("../rehearsal/play.ts") }],
  "room-doctor": [{ "src/doctor/bad-room.ts": importing("../rehearsal/play.ts") }],
  "core-is-pure": [
    { "src/swarm/core/bad-node.ts": 'import "node:path";\n' },
    { "src/swarm/core/plan/bad-library.ts": 'import "jsonc-parser";\n' },
    { "src/swarm/core/plan/bad-parser.ts": 'import "unbash";\n' },
    { "src/doctor/core/bad-library.ts": 'import "semver";\n' },
    { "src/swarm/core/bad-port.ts": importing("../../git/port.ts") },
    { "src/swarm/core/bad-compose.ts": importing("../compose/reload.ts") },
    { "src/swarm/core/bad-kit.ts": importing("../../kit/lease.ts") },
    { "src/setup/core/bad-setup.ts": importing("../install.ts") },
    { "src/runs/core/bad-run.ts": importing("../status.ts") },
    { "src/serving/core/bad-host.ts": 'import type {} from "@opencode-ai/plugin";\n' },
  ],
  "shell-lines-by-unbash": [
    { "src/swarm/core/command/bad-node.ts": 'import "node:os";\n' },
    { "src/swarm/core/command/bad-library.ts": 'import "minimatch";\n' },
  ],
  "pages-are-drawn": [
    { "src/report/core/bad-node.ts": 'import "node:fs";\n' },
    { "src/report/core/bad-command.ts": importing("../report.ts") },
    { "src/egress/core/bad-audit.ts": importing("../audit.ts") },
  ],
  "app-through-ports": [
    { "src/swarm/app/bad-node.ts": 'import "node:fs";\n' },
    { "src/swarm/app/bad-adapter.ts": importing("../adapters/system-clock.ts") },
    { "src/swarm/app/bad-git.ts": importing("../../git/create-git.ts") },
    { "src/swarm/app/bad-edge.ts": importing("../opencode/project.ts") },
    { "src/swarm/app/bad-library.ts": 'import "zod";\n' },
  ],
  "adapters-know-no-caller": [
    { "src/swarm/adapters/bad-app.ts": importing("../app/run.ts") },
    { "src/setup/adapters/bad-command.ts": importing("../install.ts") },
    { "src/runs/adapters/bad-command.ts": importing("../status.ts") },
    { "src/tui/adapters/bad-caller.ts": importing("../watch.ts") },
  ],
  "edge-not-composed": [
    { "src/swarm/opencode/bad-adapter.ts": importing("../adapters/system-clock.ts") },
    { "src/swarm/opencode/bad-git.ts": importing("../../git/create-git.ts") },
  ],
  "terminal-reads-alone": [
    { "src/tui/bad-use-case.ts": importing("../swarm/app/run.ts") },
    { "src/tui/adapters/bad-writer.ts": importing("../../swarm/adapters/journal-file.ts") },
    { "src/tui.ts": '+import "./kit/errors.ts";\nimport "./git/create-git.ts";\n' },
  ],
  "programs-by-kit": [{ "src/host/bad-spawn.ts": 'import "node:child_process";\n' }],
  "calm-stays-calm": [
    { "src/kit/json.ts": '+import "node:fs";\n' },
    { "src/swarm/config.ts": '+import "../kit/lease.ts";\n' },
    { "src/git/port.ts": '+import "simple-git";\n' },
  ],
  "known-rooms": [
    {
      "src/host/bad-room-user.ts": importing("../attic/bad-new.ts"),
      "src/attic/bad-new.ts": "export {};\n",
    },
  ],
  "one-place-@opentui": [{ "src/tui/core/bad-screen.ts": 'import "@opentui/core";\n' }],
  "one-place-solid-js": [{ "src/tui/bad-signal.ts": 'import "solid-js";\n' }],
  "one-place-chalk": [{ "src/doctor/bad-colour.ts": 'import "chalk";\n' }],
  "one-place-eventsource-parser": [{ "src/host/bad-stream.ts": 'import "eventsource-parser";\n' }],
  "one-place-execa": [{ "src/setup/bad-program.ts": 'import "execa";\n' }],
  "one-place-fast-string-truncated-width": [
    { "src/doctor/bad-width.ts": 'import "fast-string-truncated-width";\n' },
  ],
  "one-place-fast-wrap-ansi": [{ "src/doctor/bad-wrap.ts": 'import "fast-wrap-ansi";\n' }],
  "one-place-signal-exit": [{ "src/host/bad-exit.ts": 'import "signal-exit";\n' }],
  "one-place-simple-git": [{ "src/rehearsal/bad-git.ts": 'import "simple-git";\n' }],
  "bundled-with-us": [{ "src/setup/bad-dependency.ts": 'import "balanced-match";\n' }],
  "loaded-at-run-time": [
    { "src/shell/bad-peer.ts": 'import type {} from "@anthropic-ai/sandbox-runtime";\n' },
  ],
  "src-alone": [
    {
      "src/host/bad-bench.ts": importing("../../bench/bad-part.ts"),
      "bench/bad-part.ts": "export {};\n",
    },
  ],
};

/** The last of the plugin's rules is about what it reaches, however far away. */
const HEAVY = {
  "src/swarm/compose/bad-heavy.ts": 'import "commander";\n',
  "src/plugin.ts": '+import "./swarm/compose/bad-heavy.ts";\n',
};

/** What the lint refuses, by the name of its rule. */
const LINT: Record<string, Record<string, string>> = {
  noExplicitAny: { "src/kit/bad-any.ts": "export type Bad = any;\n" },
  noDefaultExport: { "src/kit/bad-default.ts": "export default 1;\n" },
  noExcessiveLinesPerFile: {
    "src/kit/bad-long.ts": "export {};\n".padEnd(300, "//\n") + "1;\n".repeat(251),
  },
  noBarrelFile: { "src/kit/bad-barrel.ts": 'export * from "./errors.ts";\n' },
  noConsole: { "src/kit/bad-console.ts": "console.log(1);\n" },
  noProcessEnv: { "src/kit/bad-env.ts": 'export const bad = process.env["HOME"];\n' },
  useFilenamingConvention: { "src/kit/badName.ts": "export const bad = 1;\n" },
  noExcessiveCognitiveComplexity: { "src/kit/bad-maze.ts": maze() },
  noImportCycles: {
    "src/kit/bad-ring.ts":
      'import { b } from "./bad-knot.ts";\nexport const a = (): number => b();\n',
    "src/kit/bad-knot.ts":
      'import { a } from "./bad-ring.ts";\nexport const b = (): number => a();\n',
  },
  noFloatingPromises: {
    "src/kit/bad-promise.ts": "export function bad(): void {\n  Promise.resolve(1);\n}\n",
  },
  useImportType: {
    "src/kit/bad-type.ts":
      'import { AegisError } from "./errors.ts";\nexport type Bad = AegisError;\n',
  },
  "No module-level mutable state": {
    "src/kit/bad-state.ts": "let calls = 0;\nexport const bad = () => calls++;\n",
  },
  "No module mocks": {
    "test/bad-mock.test.ts": 'import { vi } from "vitest";\nvi.mock("node:fs");\n',
  },
};

/** What each rule lets pass: the same shapes, within the rules. */
const CONTROLS = {
  "src/kit/good-file.ts":
    'import { AegisError } from "./errors.ts";\nexport const good = AegisError;\n',
  "src/git/good-file.ts": importing("../kit/errors.ts"),
  "src/swarm/core/good-core.ts":
    'import { z } from "zod";\nimport "./run/denial.ts";\nexport const good = z;\n',
  "src/swarm/core/command/good-parser.ts": 'import "unbash";\n',
  "src/swarm/app/good-app.ts": importing("../ports.ts"),
  "src/shell/port.ts": '+import type {} from "../kit/lease.ts";\n',
  "src/swarm/opencode/good-edge.ts": importing("../../git/port.ts"),
  "src/setup/good-file.ts": 'import "semver";\nimport "node:fs";\nimport "../host/find.ts";\n',
  "src/doctor/good-file.ts": importing("../serving/core/memory.ts"),
};

function importing(path: string): string {
  return `import * as other from "${path}";\nexport const used = other;\n`;
}

function maze(): string {
  const nested = (depth: number): string =>
    depth === 0 ? "n++;" : `if (n > ${depth}) { ${nested(depth - 1)} }`;
  return `export function bad(n: number): number {\n${nested(6)}\nreturn n;\n}\n`;
}

const house = {} as ScratchHouse;
beforeAll(async () => Object.assign(house, await scratchHouse()));
afterAll(() => rm(house.dir, { recursive: true, force: true }));

describe("the fence between the rooms", () => {
  let clean: string[] = [];
  let found: string[] = [];
  beforeAll(async () => {
    clean = await house.fence();
    for (const files of Object.values(BREAKS).flat()) await house.write(files);
    await house.write(HEAVY);
    await house.write(CONTROLS);
    found = await house.fence();
  });

  test("the sources break no rule", () => expect(clean).toEqual([]));

  test.each(
    Object.entries(BREAKS).flatMap(([rule, all]) =>
      all.map((files) => ({ rule, file: Object.keys(files)[0] ?? "" })),
    ),
  )("$rule refuses $file", ({ rule, file }) => expect(found).toContain(`${file}: ${rule}`));

  test("plugin-is-light refuses a library of the command line, however far from the plugin", () =>
    expect(found).toContain("src/plugin.ts: plugin-is-light"));

  test("a file within the rules is not refused", () => {
    const controls = Object.keys(CONTROLS);
    expect(found.filter((line) => controls.some((file) => line.startsWith(file)))).toEqual([]);
  });
});

describe("the lint", () => {
  let found: string[] = [];
  beforeAll(async () => {
    for (const files of Object.values(LINT)) await house.write(files);
    await house.write(CONTROLS);
    found = await house.lint();
  });

  test.each(Object.entries(LINT))("%s refuses", (rule, files) =>
    expect(found).toContain(`${Object.keys(files)[0]}: ${rule}`),
  );

  test("a file within the rules is not refused", () => {
    const controls = Object.keys(CONTROLS);
    expect(found.filter((line) => controls.some((file) => line.startsWith(file)))).toEqual([]);
  });
});

test("every rule of the fence has a file that breaks it", async () => {
  const file = new URL("../../.dependency-cruiser.mjs", import.meta.url).href;
  const { default: config } = (await import(file)) as {
    default: { forbidden: { name: string }[] };
  };
  const names = config.forbidden.map(({ name }) => name).sort();
  expect([...Object.keys(BREAKS), "plugin-is-light"].sort()).toEqual(names);
});
