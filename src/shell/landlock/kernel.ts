import { dlopen, ptr } from "bun:ffi";
import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { bytesOf } from "../secrets/raw-path.ts";
import type { Grant } from "./core/grants.ts";
import { pathBeneath, rightsOf, ruleset } from "./core/rights.ts";

/** Numbers of system calls: x86_64, aarch64. The newer ones are the same everywhere. */
const CALLS = {
  prctl: [157, 167],
  capset: [126, 91],
  rt_sigprocmask: [14, 135],
  seccomp: [317, 277],
  close_range: [436, 436],
  landlock_create_ruleset: [444, 444],
  landlock_add_rule: [445, 445],
  landlock_restrict_self: [446, 446],
} as const;

const MACHINES: Record<string, 0 | 1> = { x64: 0, arm64: 1 };
/**
 * SIGPIPE and SIGXFSZ, which Bun ignores: a command would inherit that. Signals with a handler fall back by themselves;
 * before that they must keep it, because Bun's own threads send some (SIGPWR) to each other.
 */
const IGNORED = [13, 25];
const LIBRARIES = ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"];

/** The kernel's calls for the thread of this script; each throws with the name of the call that failed. */
export function kernel() {
  const machine = MACHINES[process.arch];
  if (machine === undefined) throw new Error(`the processor ${process.arch} is not supported`);
  const { syscall, execv, signal } = libc();

  const ask = (name: keyof typeof CALLS, ...args: (number | bigint | Uint8Array)[]): number => {
    const words = args.map((arg) => BigInt(arg instanceof Uint8Array ? ptr(arg) : arg));
    const padded = [...words, 0n, 0n, 0n, 0n, 0n].slice(0, 5);
    return Number(syscall(BigInt(CALLS[name][machine]), ...padded));
  };
  const must = (...call: Parameters<typeof ask>): number => {
    const result = ask(...call);
    if (result < 0) throw new Error(`${call[0]} failed`);
    return result;
  };

  return {
    /** 0 if the kernel has no Landlock. */
    abi: (): number => Math.max(0, ask("landlock_create_ruleset", 0, 0, 1)),

    noNewPrivileges: () => void must("prctl", 38, 1),

    /** Root keeps what bubblewrap leaves it: CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID. */
    fewCapabilities(): void {
      must("prctl", 47, 4); // PR_CAP_AMBIENT_CLEAR_ALL
      const kept = 0b1111_1011;
      const header = new Uint8Array(Uint32Array.of(0x2008_0522, 0).buffer);
      must("capset", header, new Uint8Array(Uint32Array.of(kept, kept, kept, 0, 0, 0).buffer));
    },

    restrict(grants: readonly Grant[], abi: number, network: boolean): void {
      const attributes = ruleset(abi, network);
      const rules = must("landlock_create_ruleset", attributes, attributes.length, 0);
      for (const grant of grants) allow(grant, (rule) => must("landlock_add_rule", rules, 1, rule));
      must("landlock_restrict_self", rules, 0);
      closeSync(rules);
    },

    filter(program: Uint8Array): void {
      const header = new DataView(new ArrayBuffer(16));
      header.setUint16(0, program.length / 8, true);
      header.setBigUint64(8, BigInt(ptr(program)), true);
      must("seccomp", 1, 0, new Uint8Array(header.buffer));
    },

    /** Becomes the program, with this process's environment; returns only if it cannot. */
    become(program: string, args: readonly string[]): void {
      must("close_range", 3, 0xffff_ffff, 4); // CLOSE_RANGE_CLOEXEC
      for (const number of IGNORED) signal(number, 0n);
      must("rt_sigprocmask", 2, new Uint8Array(8), 0, 8);
      const texts = [program, ...args].map((text) => Buffer.from(`${text}\0`));
      const list = BigUint64Array.from([...texts.map((text) => BigInt(ptr(text))), 0n]);
      execv(texts[0] as Uint8Array, list);
    },
  };
}

function libc() {
  const word = "i64";
  for (const library of LIBRARIES) {
    try {
      return dlopen(library, {
        syscall: { args: [word, word, word, word, word, word], returns: word },
        execv: { args: ["ptr", "ptr"], returns: "i32" },
        signal: { args: ["i32", word], returns: word },
      }).symbols;
    } catch {
      // Not the C library of this system.
    }
  }
  throw new Error(`none of ${LIBRARIES.join(", ")} is there`);
}

const O_PATH = 0x20_0000;
const O_CLOEXEC = 0x8_0000;

/** A path that is gone, or a link by now, gets no rule. */
function allow({ path, access }: Grant, add: (rule: Uint8Array) => void): void {
  const fd = opened(path);
  if (fd === undefined) return;
  try {
    const stat = fstatSync(fd);
    if (stat.isSymbolicLink()) return;
    const rights = rightsOf(access, stat.isDirectory());
    if (rights !== 0n) add(pathBeneath(rights, fd));
  } finally {
    closeSync(fd);
  }
}

function opened(path: string): number | undefined {
  try {
    return openSync(bytesOf(path), O_PATH | O_CLOEXEC | constants.O_NOFOLLOW);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EACCES" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
