import { closeSync, existsSync, openSync, readFileSync, readSync, writeSync } from "node:fs";

/**
 * Overwrites the values of these variables in the environment with which the kernel started this process. Every process
 * of the same user can read it in /proc/<pid>/environ, and no change of `process.env` reaches it. Bun has copied the
 * values, so `process.env` stays as it is; a program that this process starts without an `env` gets the overwritten
 * ones. Does nothing without /proc. Throws if the memory cannot be written.
 */
export function overwriteInitialEnvironment(names: ReadonlySet<string>): void {
  if (names.size === 0 || !existsSync("/proc/self/environ")) return;
  const start = environmentStart();
  const memory = openSync("/proc/self/mem", "r+");
  try {
    let at = start;
    for (const entry of entriesOf(readFileSync("/proc/self/environ"))) {
      const name = entry.subarray(0, Math.max(0, entry.indexOf("=")));
      if (names.has(name.toString())) overwrite(memory, at, entry, name.length + 1);
      at += entry.length + 1;
    }
  } finally {
    closeSync(memory);
  }
}

/** The entries without the NUL at their end. */
function* entriesOf(environ: Buffer): Generator<Buffer> {
  for (let at = 0; at < environ.length; ) {
    const nul = environ.indexOf(0, at);
    const end = nul < 0 ? environ.length : nul;
    yield environ.subarray(at, end);
    at = end + 1;
  }
}

/** Writes only where the memory holds exactly this entry. */
function overwrite(memory: number, at: number, entry: Buffer, valueAt: number): void {
  const found = Buffer.alloc(entry.length);
  readSync(memory, found, 0, found.length, at);
  if (!found.equals(entry)) throw new Error("the environment is not where /proc/self/stat says");
  const value = Buffer.alloc(entry.length - valueAt, "x");
  writeSync(memory, value, 0, value.length, at + valueAt);
}

/** Field 50 of /proc/self/stat; the name of the program, field 2, may contain spaces and brackets. */
function environmentStart(): number {
  const stat = readFileSync("/proc/self/stat", "latin1");
  const start = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[47]);
  if (!Number.isSafeInteger(start) || start <= 0)
    throw new Error("no env_start in /proc/self/stat");
  return start;
}
