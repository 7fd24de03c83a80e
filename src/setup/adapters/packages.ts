import { join } from "node:path";
import { BUNDLED_PROVIDERS } from "../../host/bundled-providers.ts";
import { openCodeFolders } from "../../host/opencode-folders.ts";
import type { Environment } from "../../kit/environment.ts";
import { isThere } from "../../kit/is-there.ts";
import { type NamedPackage, namedPackages } from "../core/packages.ts";
import { configSources, terminalSources } from "./config-sources.ts";

export interface WantedPackage extends NamedPackage {
  /** True if it lies in OpenCode's package cache. */
  readonly cached: boolean;
  /** The folder in which OpenCode looks for it. */
  readonly place: string;
}

/** The packages that OpenCode would take from npm in `cwd`, each with a look into OpenCode's cache. */
export async function wantedPackages(place: {
  top: string;
  cwd: string;
  env: Environment;
  platform: NodeJS.Platform;
}): Promise<WantedPackage[]> {
  const sources = [...(await configSources(place)), ...(await terminalSources(place))];
  const cache = join(openCodeFolders(place.env).cache, "packages");
  const named = namedPackages(sources, BUNDLED_PROVIDERS);
  return Promise.all(
    named.map(async (one) => {
      const at = join(cache, one.folder);
      const cached = one.name !== undefined && (await isThere(join(at, "node_modules", one.name)));
      return { ...one, place: at, cached };
    }),
  );
}

/** The packages for which a start needs the network. */
export function isFetched({ cached, pinned }: WantedPackage): boolean {
  return !(cached && pinned);
}
