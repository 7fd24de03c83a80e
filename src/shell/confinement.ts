import { release, totalmem } from "node:os";
import type { Sandbox } from "./sandbox.ts";

/** What the user lets one call of an agent's shell have. */
export interface ShellBounds {
  /** Unix sockets with an address: those of the call's own processes, or none. */
  unixSockets: "own" | "none";
  limits: {
    /** Largest file, in MiB. */
    fileMiB: number;
    /** Size of each private folder of the sandbox, in MiB. */
    tmpMiB: number;
    /** Private memory of each process, in MiB (RLIMIT_DATA); absent: no limit. */
    memoryMiB?: number | undefined;
    /** Processes and threads together. */
    processes: number;
  };
}

const MIB = 1024 ** 2;

/**
 * The sandbox that was found and the user's bounds, as variables of templates/shell/bash. Each one is named, so that
 * none comes from OpenCode's own environment.
 */
export function confinementOf(sandbox: Sandbox, bounds?: ShellBounds): Record<string, string> {
  return { ...filterOf(sandbox, bounds), ...limitsOf(sandbox, bounds) };
}

function filterOf(sandbox: Sandbox, bounds: ShellBounds | undefined): Record<string, string> {
  if (sandbox.kind === "compare") return {};
  if (sandbox.kind === "landlock") return { AEGIS_BUN: sandbox.launcher };
  if (sandbox.kind === "runtime")
    return { AEGIS_BUN: sandbox.launcher, AEGIS_RUNTIME: sandbox.entry };
  const unfiltered = sandbox.unfiltered !== undefined;
  return {
    AEGIS_BWRAP: sandbox.path,
    AEGIS_FILTER: unfiltered ? "off" : (bounds?.unixSockets ?? "own"),
  };
}

function limitsOf(sandbox: Sandbox, bounds: ShellBounds | undefined): Record<string, string> {
  const limits = {
    AEGIS_FILE_KIB: "",
    AEGIS_MEMORY_KIB: "",
    AEGIS_TMP_BYTES: "",
    AEGIS_PROCESSES: "",
  };
  if (!bounds) return limits;
  const { fileMiB, memoryMiB, tmpMiB, processes } = bounds.limits;
  limits.AEGIS_FILE_KIB = String(fileMiB * 1024);
  if (memoryMiB !== undefined) limits.AEGIS_MEMORY_KIB = String(memoryMiB * 1024);
  // Elsewhere a private folder is an ordinary one, and processes are counted with the user's others.
  if (sandbox.kind !== "bubblewrap") return limits;
  // The kernel's own bound of such a folder is half the memory.
  if (sandbox.sizesFolders)
    limits.AEGIS_TMP_BYTES = String(Math.min(tmpMiB * MIB, Math.floor(totalmem() / 2)));
  if (countsPerSandbox(release())) limits.AEGIS_PROCESSES = String(processes);
  return limits;
}

/** Before Linux 5.14 the kernel counted all processes of the user, not those of the sandbox. */
export function countsPerSandbox(kernel: string): boolean {
  const [major = 0, minor = 0] = kernel.split(".").map((part) => Number.parseInt(part, 10));
  return major > 5 || (major === 5 && minor >= 14);
}
