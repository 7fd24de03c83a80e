import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { FILTER_FILES } from "../../../scripts/seccomp/files.ts";
import { type Machine, refusedCalls } from "../../../scripts/seccomp/syscalls.ts";
import { agentShell, copyProject, machineSandbox, sharedProject } from "./guarded-project.ts";
import { type Attempt, attemptsProgram, ORDINARY, TRIES } from "./system-calls.ts";
import { type ShellUser, shellUsers } from "./users.ts";

const EPERM = 1;
const ENOSYS = 38;
/** Calls that answer otherwise without the filter. The other calls may be refused or unknown there too. */
const EVERYBODY = ["socket", "chmod", "fchmod", "fchmodat", "openat", "mknodat", "clone", "keyctl"];
const ROOT = ["mount", "umount2", "setns", "unshare", "bpf", "init_module", "swapon", "reboot"];
const sandbox = await machineSandbox();
const original = await sharedProject();
const users = await shellUsers();
const machine: Machine = process.arch === "arm64" ? "aarch64" : "x86_64";
const perl = await execa("perl", ["-e", "1"], { reject: false });
const confined = sandbox.kind === "bubblewrap" && sandbox.unfiltered === undefined;
if (perl.exitCode !== 0) console.warn("the filter is not tried: perl is not installed");

test.each(FILTER_FILES)("the shipped filter is the generated one ($kind)", async (filter) => {
  expect(new Uint8Array(await readFile(filter.file))).toEqual(filter.bytes);
});

describe.skipIf(!confined || perl.exitCode !== 0).each(users)("as %s", (_who, user) => {
  const refused = refusedCalls("own").filter((call) => call[machine] !== undefined);
  const names = [...new Set(refused.map(({ name }) => name))];

  test("each call of the table is refused, and would not be without the filter", async () => {
    const attempts = names.flatMap((name) => attemptsOf(name, TRIES[name] ?? [], refused));
    expect(names.filter((name) => !attempts.some((attempt) => attempt.name === name))).toEqual([]);
    const inside = await answers(attempts, user, true);
    const outside = await answers(attempts, user, false);
    const expected = attempts.map(({ name }) =>
      refused.some((call) => call.name === name && call.error === "ENOSYS") ? ENOSYS : EPERM,
    );
    expect(labelled(attempts, inside)).toEqual(labelled(attempts, expected));
    const differs = attempts.filter((_, index) => outside[index] !== expected[index]);
    const told = differs.map(({ name }) => name);
    expect(told).toEqual(expect.arrayContaining(EVERYBODY));
    if (user.uid === undefined && process.getuid?.() === 0)
      expect(told).toEqual(expect.arrayContaining(ROOT));
  });

  test("ordinary uses of the same calls work", async () => {
    const every = Object.keys(ORDINARY).filter((name) => names.includes(name));
    const attempts = every.flatMap((name) => attemptsOf(name, ORDINARY[name] ?? [], refused));
    expect(await answers(attempts, user, true)).toEqual(attempts.map(() => 0));
  });

  test.skipIf(machine !== "x86_64")("the other interfaces of the machine are closed", async () => {
    const getpid = { name: "x32", number: 0x4000_0000 + 39, values: [] };
    expect(await answers([getpid], user, true)).toEqual([EPERM]);
    const project = await copyProject(original);
    await writeFile(join(project.checkout, "old"), exitsWithSeven(), { mode: 0o755 });
    const outside = await execa(join(project.checkout, "old"), { reject: false });
    const run = await shellOf(project, "./old; echo $?", user);
    if (outside.exitCode === 7) expect(run).toMatch(/\b159$/);
    else console.warn("the 32-bit interface is not tried: this kernel has none");
  });
});

function attemptsOf(
  name: string,
  tries: (typeof TRIES)[string],
  refused: ReturnType<typeof refusedCalls>,
): Attempt[] {
  const number = refused.find((call) => call.name === name)?.[machine] ?? -1;
  return tries.map((values) => ({ name, number, values }));
}

function labelled(attempts: readonly Attempt[], results: readonly number[]): string[] {
  return attempts.map(({ name, values }, index) => `${name}(${values}): ${results[index]}`);
}

/** The error number of each attempt; outside there is no sandbox at all. */
async function answers(
  attempts: readonly Attempt[],
  user: ShellUser,
  inside: boolean,
): Promise<number[]> {
  const project = await copyProject(original);
  await writeFile(join(project.checkout, "file"), "text\n");
  await writeFile(join(project.checkout, "attempts.pl"), attemptsProgram(attempts));
  if (inside) return numbers(await shellOf(project, "perl attempts.pl < file", user));
  const { uid } = user;
  if (uid !== undefined) await execa("chown", ["-R", `${uid}:${uid}`, project.root]);
  const run = await execa("sh", ["-c", "perl attempts.pl < file"], {
    cwd: project.checkout,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  return numbers(run.stdout);
}

async function shellOf(
  project: Awaited<ReturnType<typeof copyProject>>,
  command: string,
  user: ShellUser,
): Promise<string> {
  const cwd = project.checkout;
  return (await agentShell({ project, sandbox, command, cwd, readWrite: [cwd], ...user })).output;
}

function numbers(text: string): number[] {
  return text.trim().split("\n").map(Number);
}

/** A 32-bit program for x86: exit(7). */
function exitsWithSeven(): Buffer {
  const code = Buffer.from([0xb8, 1, 0, 0, 0, 0xbb, 7, 0, 0, 0, 0xcd, 0x80]);
  const base = 0x0804_8000;
  const start = 52 + 32;
  const header = Buffer.alloc(start);
  header.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  header.writeUInt16LE(2, 16); // executable
  header.writeUInt16LE(3, 18); // x86
  header.writeUInt32LE(1, 20);
  header.writeUInt32LE(base + start, 24);
  header.writeUInt32LE(52, 28); // program header
  for (const [at, value] of [
    [40, 52],
    [42, 32],
    [44, 1],
  ] as const)
    header.writeUInt16LE(value, at);
  const size = start + code.length;
  const segment = [1, 0, base, base, size, size, 5, 0x1000];
  for (const [index, value] of segment.entries()) header.writeUInt32LE(value, 52 + 4 * index);
  return Buffer.concat([header, code]);
}
