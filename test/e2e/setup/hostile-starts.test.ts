import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { CheckResult } from "../../../src/doctor/core/check.ts";
import { newGround } from "../../support/ground.ts";
import { START_ROWS, type StartRow } from "../../support/hostile-config/start-rows.ts";
import { installedGlobally } from "../../support/installed.ts";
import {
  inSealedNetwork,
  NO_SEALED_NETWORK,
  type SeenStep,
  type Step,
} from "../../support/sealed-network.ts";
import { Terminal } from "../../support/terminal.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const terminals = await Terminal.possible();
const why = NO_SEALED_NETWORK ? ` (skipped: no namespaces here: ${NO_SEALED_NETWORK})` : "";
const QUIET_SECONDS = 2;
/** Only until the name is asked for. */
const LOUD_SECONDS = 30;
/** One of each way in. */
const SAMPLE = ["plugin in a file that only OpenCode can read"];
const played = START_ROWS.filter(
  ([name, { terminal }]) => (IS_WHOLE || SAMPLE.includes(name)) && (!terminal || terminals),
);

describe.skipIf(NO_SEALED_NETWORK)(`a clone of which OpenCode acts before our hook${why}`, () => {
  let folder: string;
  let env: Readonly<Record<string, string>>;
  const cli = (...args: string[]) => [
    process.execPath,
    join(inject("packed"), "bin/oh-my-qwencoder.js"),
    ...args,
  ];

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-starts-")));
    const bin = join(folder, "bin");
    await mkdir(bin);
    await symlink(inject("opencode").path, join(bin, "opencode"));
    env = await installedGlobally(join(folder, "machine"), {
      baseURL: "http://127.0.0.1:{env:MODEL_PORT}/v1",
      env: { PATH: [bin, process.env["PATH"]].join(delimiter) },
    });
  });
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

  /** A repository of its own in a folder of its own, and what the steps in it showed. */
  async function inClone({ files }: StartRow, steps: (cwd: string) => Step[]): Promise<SeenStep[]> {
    const around = await mkdtemp(join(folder, "clone-"));
    const inside = Object.entries(files).filter(([path]) => !path.startsWith("../"));
    const ground = await newGround(join(around, "repo"), env, Object.fromEntries(inside));
    for (const [path, text] of Object.entries(files))
      if (path.startsWith("../")) await ground.write(path, text);
    return inSealedNetwork(around, env, steps(ground.dir));
  }
  const silent = { lookups: [], connections: [] };

  describe.each(played)("%s", (_name, row) => {
    test("is named by doctor and stops install; neither starts OpenCode or asks the network", async () => {
      const [examined, refused] = await inClone(row, (cwd) => [
        { kind: "command", cwd, argv: cli("--json", "doctor", "config", "plugin"), seconds: 0.2 },
        { kind: "command", cwd, argv: cli("--json", "install", "--yes"), seconds: 0.2 },
      ]);
      expect(examined).toMatchObject(silent);
      const { results } = JSON.parse(examined?.stdout ?? "") as { results: CheckResult[] };
      const of = (wanted: string) => results.find(({ id }) => id === wanted);
      expect(of("config.project")).toMatchObject({ status: "error" });
      expect(of("config.project")?.what.en).toContain(row.named);
      expect(of("plugin.loaded")).toMatchObject({ status: "skipped" });
      expect(refused).toMatchObject({ ...silent, code: 2, requests: [] });
      expect(refused?.stdout).toContain("PROJECT_NOT_APPROVED");
    });

    test("control: OpenCode itself asks there for the name", async () => {
      const { first: name = row.host } = row;
      const watch = { wanted: [name], seconds: LOUD_SECONDS };
      const [seen] = await inClone(row, (cwd) => [
        row.terminal
          ? { kind: "terminal", cwd, ...watch }
          : { kind: "command", cwd, argv: ["opencode", "run", "hello"], ...watch },
      ]);
      expect(seen?.lookups, `${seen?.lookups} ${seen?.screen || seen?.stderr}`).toContain(name);
    });

    test.runIf(IS_WHOLE)("oh-my-qwencoder run lets nothing out", async () => {
      const [seen] = await inClone(row, (cwd) => [
        row.terminal
          ? { kind: "terminal", cwd, argv: cli("run"), seconds: QUIET_SECONDS }
          : { kind: "command", cwd, argv: cli("run", "run", "hello"), seconds: QUIET_SECONDS },
      ]);
      expect(seen).toMatchObject(silent);
      if (row.refused) expect(seen).toMatchObject({ code: 2, requests: [] });
      else if (row.terminal) expect(seen?.shown, seen?.screen).toBe(true);
      else expect(seen?.stdout, seen?.stderr).toContain("The end.");
    });
  });

  // Otherwise it would be a fix to name, and no look would be needed where it is set.
  test.runIf(IS_WHOLE)("OPENCODE_DISABLE_PROJECT_CONFIG does not hold a plugin back", async () => {
    const row = START_ROWS[0]?.[1];
    if (!row) throw new Error("There is no row.");
    const argv = ["env", "OPENCODE_DISABLE_PROJECT_CONFIG=1", "opencode", "run", "hello"];
    const watch = { wanted: [row.host], seconds: LOUD_SECONDS };
    const [seen] = await inClone(row, (cwd) => [{ kind: "command", cwd, argv, ...watch }]);
    expect(seen?.lookups).toContain(row.host);
  });

  test.runIf(IS_WHOLE)(
    "an .opencode folder alone has npm run; doctor says so, the jail holds it",
    async () => {
      const row = {
        files: { ".opencode/agents/a.md": "Words." },
        host: "registry.npmjs.org",
        named: "",
      };
      const watch = { wanted: [row.host], seconds: LOUD_SECONDS };
      const [examined, jailed, seen] = await inClone(row, (cwd) => [
        { kind: "command", cwd, argv: cli("--json", "doctor", "egress") },
        { kind: "command", cwd, argv: cli("run", "run", "hello"), seconds: QUIET_SECONDS },
        { kind: "command", cwd, argv: ["opencode", "run", "hello"], ...watch },
      ]);
      const { results } = JSON.parse(examined?.stdout ?? "") as { results: CheckResult[] };
      expect(results.find(({ id }) => id === "egress.start")).toMatchObject({ status: "warning" });
      for (const step of [examined, jailed]) expect(step).toMatchObject(silent);
      expect(seen?.lookups).toContain(row.host);
    },
  );
});
