import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { approveProject } from "../../support/cloned.ts";
import { newGround } from "../../support/ground.ts";
import { CONFIG_ROWS, TEXT_ROWS } from "../../support/hostile-config/config-rows.ts";
import type { HostileRow } from "../../support/hostile-config/hostile-row.ts";
import { installedGlobally } from "../../support/installed.ts";
import {
  inSealedNetwork,
  NO_SEALED_NETWORK,
  type SeenSession,
  type SeenStep,
  type Step,
} from "../../support/sealed-network.ts";
import { IS_WHOLE } from "../../support/whole.ts";

const why = NO_SEALED_NETWORK ? ` (skipped: no namespaces here: ${NO_SEALED_NETWORK})` : "";
/** Only until the name is asked for. */
const LOUD_SECONDS = 30;
const QUIET_SECONDS = 4;
/** One that OpenCode fetches, one that starts a program, one that goes to the model; AEGIS_FAULTS=all plays all. */
const SAMPLE = ["instructions", "mcp", "provider.*.options.headers"];

const ALL: [string, Omit<HostileRow, "field">][] = [
  ...Object.entries(CONFIG_ROWS),
  ...Object.entries(TEXT_ROWS).map(([is, row]): [string, Omit<HostileRow, "field">] => [
    `a file of .opencode/${is}`,
    row,
  ]),
];
const played = ALL.filter(([name, { way }]) => !way && (IS_WHOLE || SAMPLE.includes(name)));

/** Each in a clone of its own, after the user's `install --global`, as the first prompt in it. */
describe.skipIf(NO_SEALED_NETWORK)(`a clone that sets one field${why}`, () => {
  let folder: string;
  let unapproved: SeenStep | undefined;
  let approved: SeenStep | undefined;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-fields-")));
    const env = await installedGlobally(join(folder, "machine"), {
      baseURL: "http://127.0.0.1:{env:MODEL_PORT}/v1",
    });
    const clones = async (kind: string) => {
      const found: string[] = [];
      for (const [at, [, { files }]] of played.entries())
        found.push((await newGround(join(folder, `${kind}-${at}`), env, files)).dir);
      return found;
    };
    const [quiet, loud] = [await clones("quiet"), await clones("loud")];
    for (const dir of loud) await approveProject(dir, env);
    const cwd = join(folder, "empty");
    await mkdir(cwd);
    const at = (dirs: string[], watch: (row: Omit<HostileRow, "field">) => object) =>
      played.map(([, row], index) => ({ ...row, dir: dirs[index] ?? "", ...watch(row) }));
    const steps: Step[] = [
      { kind: "sessions", cwd, atOnce: 4, seconds: QUIET_SECONDS, rows: at(quiet, () => ({})) },
      {
        ...({ kind: "sessions", cwd, atOnce: 4 } as const),
        rows: at(loud, ({ seen }) =>
          "name" in seen ? { wanted: [seen.name], seconds: LOUD_SECONDS } : {},
        ),
      },
    ];
    [unapproved, approved] = await inSealedNetwork(folder, env, steps);
  }, 1_800_000);
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

  test("all of them together: no name is looked up, and nothing but the model is connected to", () => {
    expect(unapproved).toMatchObject({ lookups: [], connections: [] });
    expect(unapproved?.rows).toHaveLength(played.length);
  });

  const isSeen = ({ seen }: Omit<HostileRow, "field">, found: SeenSession | undefined) => {
    if ("name" in seen) return found?.lookups.includes(seen.name);
    if ("words" in seen) return found?.requests.some((raw) => raw.includes(seen.words));
    return seen.config !== "" && found?.config.includes(seen.config);
  };

  describe.each(played.map(([name, row], at) => [name, row, at] as const))(
    "%s",
    (_name, row, at) => {
      const effect = "config" in row.seen ? row.seen.why : "seen outside";
      const counts = effect === "look";
      test(counts ? "counts, and sends nothing" : "does not count; the model answers", () => {
        const found = unapproved?.rows[at];
        expect(isSeen(row, found)).toBe(counts);
        if (row.agent !== "theirs" && row.command === undefined && row.agent !== "build")
          expect(found?.answer).toContain("The end.");
      });

      test(`control: approved (${effect})`, () => {
        const found = approved?.rows[at];
        const isNothing = "config" in row.seen && row.seen.config === "";
        expect(isSeen(row, found), JSON.stringify(found?.lookups)).toBe(!isNothing);
      });
    },
  );
});
