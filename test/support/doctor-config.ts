import { join } from "node:path";
import type { JsonObject } from "../../src/kit/json.ts";
import type { Stand } from "./doctor-stand.ts";

export const INSTALL = "oh-my-qwencoder install";
export const APPROVE = "oh-my-qwencoder install --approve-project";

/** Changes the project's configuration, and approves it as its user would. */
export async function changed(
  stand: Stand,
  change: (config: JsonObject) => JsonObject,
): Promise<void> {
  const config = JSON.parse(await stand.read("opencode.json")) as JsonObject;
  await stand.config("opencode.json", change(config));
  await stand.approve();
}

/** A file of higher rank than install's own, in which the user stands. */
export async function deeper(stand: Stand, config: object): Promise<void> {
  stand.cwd = join(stand.dir, "sub");
  await stand.config("sub/opencode.json", config);
  await stand.approve();
}

export const home = ({ env }: Stand, path: string) => join(env["HOME"] ?? "", path);
export const globally = (stand: Stand, config: object) =>
  stand.config(home(stand, ".config/opencode/opencode.json"), config);
