import {
  allow,
  ENOSYS,
  EPERM,
  encode,
  type Instruction,
  ifAbove,
  ifAnyBit,
  ifEqual,
  ifEqualFar,
  kill,
  loadArchitecture,
  loadArgument,
  loadNumber,
  refuse,
} from "./program.ts";
import {
  type Condition,
  type FilterKind,
  LAST_KNOWN,
  type Machine,
  type Refused,
  refusedCalls,
} from "./syscalls.ts";

/** AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64. */
const ARCHITECTURES: Record<Machine, number> = { x86_64: 0xc000_003e, aarch64: 0xc000_00b7 };
/** Bit of every call of the x32 interface, which has its own numbers on x86_64. */
const X32 = 0x4000_0000;

/**
 * The filter for both machines in one program: allows what the table does not refuse. A call of another machine's
 * interface (such as 32-bit programs) ends its process, because its numbers mean other calls.
 */
export function filterBytes(kind: FilterKind): Uint8Array {
  const calls = refusedCalls(kind);
  return encode([
    loadArchitecture,
    ...ifEqualFar(ARCHITECTURES.x86_64, [
      loadNumber,
      ...ifAnyBit(X32, [refuse(EPERM)]),
      ...judge(calls, "x86_64"),
    ]),
    ...ifEqualFar(ARCHITECTURES.aarch64, [loadNumber, ...judge(calls, "aarch64")]),
    kill,
  ]);
}

function judge(calls: readonly Refused[], machine: Machine): Instruction[] {
  const numbers = new Set(
    calls.map((call) => call[machine]).filter((number) => number !== undefined),
  );
  return [
    ...ifAbove(LAST_KNOWN, [refuse(ENOSYS)]),
    ...[...numbers].flatMap((number) =>
      ifEqual(number, [
        ...calls.filter((call) => call[machine] === number).flatMap(refusal),
        allow,
      ]),
    ),
    allow,
  ];
}

function refusal({ when = [], error }: Refused): Instruction[] {
  const end = [refuse(error === "ENOSYS" ? ENOSYS : EPERM)];
  return when.reduceRight((block, condition) => test(condition, block), end);
}

function test(condition: Condition, block: readonly Instruction[]): Instruction[] {
  const value = loadArgument(condition.argument);
  if ("anyBit" in condition) return [value, ...ifAnyBit(condition.anyBit, block)];
  if ("noneOf" in condition) return [value, ...unlessEqual(condition.noneOf, block)];
  return condition.oneOf.flatMap((one) => [value, ...ifEqual(one, block)]);
}

/** Each equal value leads behind the block. */
function unlessEqual(values: readonly number[], block: readonly Instruction[]): Instruction[] {
  return values.reduceRight<Instruction[]>(
    (rest, value) =>
      ifEqual(value, [])
        .map((jump) => ({ ...jump, yes: rest.length, no: 0 }))
        .concat(rest),
    [...block],
  );
}
