import { readdirSync, readFileSync } from "node:fs";
import { realRawPath } from "../../kit/real-path.ts";
import { listed, privateFolders, unescaped } from "../call-variables.ts";
import { bytesOf, rawPath } from "../secrets/raw-path.ts";
import { type Disk, type Grant, grantsOf } from "./core/grants.ts";
import { OLDEST_ABI } from "./core/rights.ts";
import { kernel } from "./kernel.ts";

/**
 * Runs in OpenCode's own program, as its Bun, for one call: templates/shell/bash starts it with the directory of the
 * call, its private folder and its filter of system calls. Confines itself by the variables AEGIS_*, then becomes the
 * command. Nothing is run if a step fails.
 */
const [directory = "/", own = "", filter = "", program = "", ...args] = process.argv.slice(2);

function confine(): void {
  const here = kernel();
  const abi = here.abi();
  if (abi < OLDEST_ABI)
    throw new Error(
      abi === 0
        ? "the kernel has none"
        : `the kernel's is too old: version ${abi} instead of ${OLDEST_ABI}`,
    );
  const bytes = readFileSync(filter);
  const network = process.env["AEGIS_NET"] === "1";
  const grants = granted(network);
  process.chdir(directory);
  here.noNewPrivileges();
  if (process.geteuid?.() === 0) here.fewCapabilities();
  here.restrict(grants, abi, network);
  here.filter(bytes);
  here.become(program, args);
  throw new Error(`${program} cannot be started`);
}

const DEVICES = ["null", "zero", "full", "random", "urandom"].map((name) => `/dev/${name}`);

function granted(network: boolean): Grant[] {
  const visible = [...listed("VISIBLE"), ...listed("RO"), ...listed("PROTECT"), "/proc"];
  const resolver = network ? ["/etc/resolv.conf"] : [];
  return [
    ...grantsOf(
      {
        visible: [...visible, ...resolver].map(rawPath),
        readWrite: [...listed("RW"), ...Object.values(privateFolders(own))].map(rawPath),
        hidden: listed("HIDDEN").map(unescaped),
      },
      disk,
    ),
    ...DEVICES.map((path): Grant => ({ path, access: "device" })),
  ];
}

const disk: Disk = {
  real(path) {
    try {
      return realRawPath(path);
    } catch {
      return undefined;
    }
  },
  entries(path) {
    try {
      return readdirSync(bytesOf(path), "buffer").map(rawPath);
    } catch {
      return [];
    }
  },
};

/** As the wrapper itself says it: no refusal of a call, but of a machine. */
const CODE = "SANDBOX_UNAVAILABLE";

try {
  confine();
} catch (error) {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`[AEGIS ${CODE}] Landlock: ${why}; nothing was run.\n`);
}
process.exit(126);
