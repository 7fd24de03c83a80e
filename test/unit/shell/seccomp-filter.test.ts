import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { filterBytes } from "../../../scripts/seccomp/filter.ts";
import { type Machine, type Refused, refusedCalls } from "../../../scripts/seccomp/syscalls.ts";
import { ORDINARY, TRIES } from "../../integration/shell/system-calls.ts";

const ARCHITECTURES = { x86_64: 0xc000_003e, aarch64: 0xc000_00b7, i386: 0x4000_0003 };
const MACHINES: Machine[] = ["x86_64", "aarch64"];
const ALLOW = 0x7fff_0000;
const KILL = 0x8000_0000;
const EPERM = 0x0005_0001;
const ENOSYS = 0x0005_0026;

/** What the kernel does with the filter: the other machine's part cannot be tried here for real. */
function verdict(
  filter: Uint8Array,
  architecture: number,
  number: number,
  values: readonly (number | string)[] = [],
): number {
  const view = new DataView(filter.buffer);
  const data = seccompData(architecture, number, values);
  let loaded = 0;
  for (let at = 0; ; at += 8) {
    const [code, value] = [view.getUint16(at, true), view.getUint32(at + 4, true)];
    const jump = (holds: boolean) => 8 * view.getUint8(at + (holds ? 2 : 3));
    if (code === 0x06) return value;
    if (code === 0x20) loaded = data.getUint32(value, true);
    else if (code === 0x05) at += 8 * value;
    else if (code === 0x15) at += jump(loaded === value);
    else if (code === 0x25) at += jump(loaded > value);
    else if (code === 0x45) at += jump((loaded & value) !== 0);
    else throw new Error(`unknown instruction ${code}`);
  }
}

function seccompData(
  architecture: number,
  number: number,
  values: readonly (number | string)[],
): DataView {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, number, true);
  data.setUint32(4, architecture, true);
  for (const [index, value] of values.entries())
    data.setBigUint64(16 + 8 * index, BigInt.asUintN(64, BigInt(Number(value) || 0)), true);
  return data;
}

describe.each(MACHINES)("the filter on %s", (machine) => {
  const architecture = ARCHITECTURES[machine];
  const own = filterBytes("own");
  const calls = refusedCalls("own").filter((call) => call[machine] !== undefined);
  const verdicts = (tries: typeof TRIES, { name, [machine]: number = -1 }: Refused) =>
    (tries[name] ?? []).map((values) => verdict(own, architecture, number, values));

  test.each(calls)("refuses $name", (call) => {
    const refused = call.error === "ENOSYS" ? ENOSYS : EPERM;
    expect(verdicts(TRIES, call)).toEqual((TRIES[call.name] ?? []).map(() => refused));
    expect(verdicts(TRIES, call)).not.toEqual([]);
  });

  test.each(calls.filter(({ name }) => name in ORDINARY))("allows uses of $name", (call) => {
    expect(verdicts(ORDINARY, call)).toEqual((ORDINARY[call.name] ?? []).map(() => ALLOW));
  });

  test("allows what the table does not name, and knows no newer call", () => {
    expect(verdict(own, architecture, 63)).toBe(ALLOW);
    expect(verdict(own, architecture, 470)).toBe(ALLOW);
    expect(verdict(own, architecture, 471)).toBe(ENOSYS);
  });

  test("has no unix socket with an address if none is wanted", () => {
    const [socket, , pair] = calls;
    for (const [unix, expected] of [
      ["own", ALLOW],
      ["none", EPERM],
    ] as const) {
      const filter = filterBytes(unix);
      expect(verdict(filter, architecture, socket?.[machine] ?? -1, [1, 1, 0])).toBe(expected);
      expect(verdict(filter, architecture, pair?.[machine] ?? -1, [1, 1, 0])).toBe(ALLOW);
    }
  });

  test("has no IP and no unix socket where no namespace keeps those of the machine away", () => {
    const [socket] = calls;
    const number = socket?.[machine] ?? -1;
    const [UNIX, IP, IP6, NETLINK] = [1, 2, 10, 16];
    for (const family of [UNIX, IP, IP6])
      for (const kind of [1, 2, 3])
        expect(verdict(filterBytes("closed"), architecture, number, [family, kind, 0])).toBe(EPERM);
    expect(verdict(filterBytes("closed"), architecture, number, [NETLINK, 3, 0])).toBe(ALLOW);
    expect(verdict(own, architecture, number, [IP, 2, 0])).toBe(ALLOW);
  });

  test("has no shared memory, queues and semaphores where no namespace keeps them apart", () => {
    const numbers =
      machine === "x86_64" ? [29, 30, 64, 68, 240, 241] : [194, 196, 190, 186, 180, 181];
    for (const kind of ["ip", "closed"] as const)
      for (const number of numbers)
        expect(verdict(filterBytes(kind), architecture, number, [])).toBe(EPERM);
    for (const number of numbers) expect(verdict(own, architecture, number, [])).toBe(ALLOW);
    const [socket] = calls;
    expect(verdict(filterBytes("ip"), architecture, socket?.[machine] ?? -1, [1, 1, 0])).toBe(
      EPERM,
    );
    expect(verdict(filterBytes("ip"), architecture, socket?.[machine] ?? -1, [2, 1, 0])).toBe(
      ALLOW,
    );
  });

  test("leaves the jail what its shells need for a sandbox of their own, and nothing else", () => {
    const jail = filterBytes("jail");
    const passed = calls.filter(({ name, [machine]: number = -1 }) =>
      (TRIES[name] ?? []).some((values) => verdict(jail, architecture, number, values) === ALLOW),
    );
    const names = [...new Set(passed.map(({ name }) => name))];
    expect(names.sort()).toEqual([
      ...["clone", "clone3", "fsconfig", "fsmount", "fsopen", "fspick", "mount", "mount_setattr"],
      ...["move_mount", "open_tree", "open_tree_attr", "pivot_root", "umount2", "unshare"],
    ]);
    expect(verdict(jail, architecture, machine === "x86_64" ? 16 : 29, [0, 0x5412, 0])).toBe(EPERM);
  });

  const headers = {
    x86_64: "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
    aarch64: "/usr/include/asm-generic/unistd.h",
  };
  const known = numbersIn(headers[machine]);
  test.skipIf(known.size === 0)("has the numbers of the kernel's own headers", () => {
    const named = calls.filter(({ name }) => known.has(name));
    expect(named.map((call) => [call.name, call[machine]])).toEqual(
      named.map(({ name }) => [name, known.get(name)]),
    );
  });
});

test("another machine's interface ends the process", () => {
  expect(verdict(filterBytes("own"), ARCHITECTURES.i386, 20)).toBe(KILL);
  expect(verdict(filterBytes("own"), ARCHITECTURES.x86_64, 0x4000_0000 + 39)).toBe(EPERM);
});

function numbersIn(header: string): Map<string, number> {
  let text = "";
  try {
    text = readFileSync(header, "utf8");
  } catch {
    return new Map();
  }
  const lines = text.matchAll(/^#define __NR(?:3264)?_(\w+)\s+(\d+)$/gm);
  return new Map([...lines].map(([, name = "", number]) => [name, Number(number)]));
}
