import { join } from "node:path";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { run } from "../kit/process/run.ts";
import type { Argv } from "../kit/process/start.ts";
import { findOnPath } from "../kit/search-path.ts";
import { findBubblewrap } from "../shell/sandbox.ts";
import { networkWith, WITH_FILTER } from "./core/bubblewrap.ts";

const CHECK_MS = 15_000;

/**
 * How the jail is entered on this machine: the command before bubblewrap's options. `addresses` are those that the
 * loopback of the jail needs. Throws JAIL_UNAVAILABLE.
 */
export async function jailEntry(
  env: Environment,
  packageRoot: string,
  addresses: readonly string[],
): Promise<Argv> {
  const bubblewrap = await findBubblewrap(env);
  if (!bubblewrap)
    throw new AegisError(
      "JAIL_UNAVAILABLE",
      "The jail needs bubblewrap (bwrap), which is not installed.",
      "apt-get install bubblewrap",
    );
  if (addresses.length > 0 && (await findOnPath("ip", env["PATH"] ?? "")) === undefined)
    throw new AegisError(
      "JAIL_UNAVAILABLE",
      `The configuration names the model server by the number ${addresses[0]}; for that the jail needs the program ip, which is not on PATH.`,
      "apt-get install iproute2, or name the server by its name in baseURL.",
    );
  const filter = join(packageRoot, "templates/shell/seccomp/jail.bpf");
  const network = addresses.length > 0 ? [bubblewrap.path, ...networkWith(addresses)] : [];
  const jail = [bubblewrap.path, "--seccomp", "9"];
  return ["/bin/sh", "-c", WITH_FILTER, "sh", filter, ...network, ...jail];
}

/** Enters the jail once with a command that does nothing. Throws JAIL_UNAVAILABLE with bubblewrap's own words. */
export async function checkJail(argv: Argv, env: Environment): Promise<void> {
  const { code, stderr } = await run({ argv, env, timeoutMs: CHECK_MS });
  if (code === 0) return;
  const said = stderr.toString().trim().split("\n").at(-1) || `it ended with ${code}`;
  throw new AegisError(
    "JAIL_UNAVAILABLE",
    `The jail cannot be made on this machine: ${said}`,
    "Allow unprivileged user namespaces for bubblewrap (oh-my-qwencoder doctor sandbox), or start opencode itself, without the jail.",
  );
}
