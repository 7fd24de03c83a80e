import { mkdirSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { realPathIfThere } from "../../kit/real-path.ts";
import { shellWord } from "../../kit/shell-word.ts";
import { listed, privateFolders, unescaped } from "../call-variables.ts";
import { bytesOf } from "../secrets/raw-path.ts";
import { type Disk, type Policy, policyOf } from "./core/policy.ts";

/**
 * Runs in OpenCode's own program, as its Bun, for one call: templates/shell/bash starts it with the private folder of
 * the call, the file of sandbox-runtime and the command. Prints the line that runs the command in the package's
 * sandbox. Nothing is run if a step fails.
 *
 * The package is never initialized: its proxies would listen, and a call has the whole network or none.
 */
const [own = "", entry = "", ...command] = process.argv.slice(2);

/** A word of a command line has at most 128 KiB on Linux. */
const LONGEST = 130_000;

interface SandboxManager {
  wrapWithSandbox(command: string, shell: string, config: Policy): Promise<string>;
}

async function wrap(): Promise<string> {
  const folders = privateFolders(own);
  const empty = join(own, "empty");
  mkdirSync(empty, { mode: 0o700 });
  // The package protects files by name in the folder in which it runs, and makes those that are missing.
  process.chdir(empty);
  const loaded: { SandboxManager?: Partial<SandboxManager> } = await import(
    pathToFileURL(entry).href
  );
  const manager = loaded.SandboxManager;
  if (typeof manager?.wrapWithSandbox !== "function")
    throw new Error(`${entry} is not the package that is expected`);
  const words = ["/usr/bin/env", `HOME=${folders.home}`, `TMPDIR=${folders.tmp}`, ...command];
  const line = words.map(shellWord).join(" ");
  const wrapped = await manager.wrapWithSandbox(line, "/bin/bash", policy(folders));
  if (typeof wrapped !== "string" || wrapped === "" || wrapped === line)
    throw new Error("the package did not confine the command");
  if (Buffer.byteLength(wrapped) > LONGEST)
    throw new Error("the command and the paths that are hidden from it are too long for one line");
  return wrapped;
}

function policy(folders: { home: string; tmp: string }): Policy {
  const network = process.env["AEGIS_NET"] === "1";
  const resolver = network ? ["/etc/resolv.conf"] : [];
  return policyOf(
    {
      form: process.platform === "darwin" ? "seatbelt" : "bubblewrap",
      home: process.env["HOME"] ?? "/",
      temporary: tmpdir(),
      // The package starts a program of its own inside.
      visible: [...listed("VISIBLE"), ...resolver, dirname(dirname(entry))],
      readOnly: listed("RO"),
      readWrite: [...listed("RW"), folders.home, folders.tmp],
      protect: listed("PROTECT"),
      hidden: listed("HIDDEN").map((path) => text(unescaped(path))),
      network,
    },
    disk,
  );
}

/** Throws for a name that is not UTF-8, because the package takes text. */
function text(raw: string): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(raw));
}

const disk: Disk = {
  real: realPathIfThere,
  entries(path) {
    try {
      return readdirSync(path);
    } catch {
      return [];
    }
  },
};

/** As the wrapper itself says it: no refusal of a call, but of a machine. */
const CODE = "SANDBOX_UNAVAILABLE";

try {
  process.stdout.write(await wrap());
} catch (error) {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`[AEGIS ${CODE}] sandbox-runtime: ${why}; nothing was run.\n`);
  process.exitCode = 126;
}
