import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import semver from "semver";
import type { CanaryOptions } from "../host/canary.ts";
import { debugConfig } from "../host/debug-config.ts";
import { findOpenCode } from "../host/find.ts";
import { unsupported } from "../host/generation.ts";
import { START_LIMIT_MS } from "../host/start-limit.ts";
import { AegisError } from "../kit/errors.ts";
import { type Sentence, say } from "../kit/sentence.ts";
import { isFetched, wantedPackages } from "./adapters/packages.ts";
import { seedWishes } from "./adapters/seeds.ts";
import { asWish } from "./as-wish.ts";
import type { SetupContext } from "./context.ts";
import { globalSwitches } from "./global-switches.ts";
import type { InstallSteps } from "./install-steps.ts";
import type { SetupTarget } from "./target.ts";
import { verifySetup } from "./verify.ts";

/**
 * The seeds of an install, and its check with the user's OpenCode. Without an OpenCode on PATH there is no check, and
 * the result says so. `lacksOf` lists the programs that this machine lacks. Throws OPENCODE_UNSUPPORTED for a version
 * that this package does not support.
 */
export async function installParts(
  context: SetupContext,
  lacksOf: (context: SetupContext) => Promise<Sentence[]>,
): Promise<InstallSteps> {
  const { env, packageRoot, version } = context;
  const home = env["HOME"] ?? "";
  const { timeoutMs: limitMs = START_LIMIT_MS } = context;
  const opencode = await findOpenCode({ searchPath: env["PATH"] ?? "", limitMs });
  if (opencode) await refuseOther(packageRoot, opencode.version);
  return {
    lacks: await lacksOf(context),
    async fetched({ place }) {
      const { top, scope } = place;
      const cwd = scope === "project" ? await realpath(context.cwd) : top;
      const wanted = await wantedPackages({ top, cwd, env, platform: process.platform });
      return wanted.filter(isFetched);
    },
    async seeds({ place }) {
      const project =
        place.scope === "project" ? { project: place.top, cwd: await realpath(context.cwd) } : {};
      const wishes = await seedWishes({ packageRoot, env, home, ...project });
      const switches = place.scope === "project" ? await globalSwitches(env) : [];
      return {
        project: wishes.project.map(asWish),
        shared: [...wishes.shared.map(asWish), ...switches],
      };
    },
    ...(opencode
      ? {
          async verify({ place }: { place: SetupTarget }) {
            // An install for the user starts nothing of the repository in which the user happens to be.
            const project = place.scope === "managed" ? context.cwd : place.top;
            const time = context.timeoutMs === undefined ? {} : { timeoutMs: context.timeoutMs };
            const asked = { opencode, project, env, home, ...time };
            if (place.scope === "managed") await readsManaged(asked);
            else await verifySetup({ ...asked, version });
          },
        }
      : {}),
  };
}

async function refuseOther(packageRoot: string, found: string): Promise<void> {
  const text = await readFile(join(packageRoot, "package.json"), "utf8");
  const { engines } = JSON.parse(text) as { engines: { opencode: string } };
  if (semver.satisfies(found, engines.opencode)) return;
  throw new AegisError(
    "OPENCODE_UNSUPPORTED",
    say(
      `OpenCode ${found} is on PATH; ${unsupported(found, engines.opencode).en}.`,
      `PATH의 OpenCode는 ${found}입니다. ${unsupported(found, engines.opencode).ko}.`,
    ),
    say(
      `Run: npm install -g opencode-ai@${semver.minVersion(engines.opencode)?.version ?? ""}`,
      `실행: npm install -g opencode-ai@${semver.minVersion(engines.opencode)?.version ?? ""}`,
    ),
  );
}

/**
 * A managed configuration outranks the model address that a canary needs, and it has no seeds: each user installs the
 * plugin separately. So only check that OpenCode reads the configuration.
 */
async function readsManaged(asked: CanaryOptions): Promise<void> {
  const env = { ...asked.env, npm_config_offline: "true" };
  await debugConfig({ ...asked, env, timeoutMs: asked.timeoutMs ?? START_LIMIT_MS });
}
