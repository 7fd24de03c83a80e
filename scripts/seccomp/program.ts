/** Classic BPF over `struct seccomp_data`, as seccomp(2) describes it. */

export interface Instruction {
  readonly code: number;
  /** Instructions to skip if the test is true or false. */
  readonly yes: number;
  readonly no: number;
  readonly value: number;
}

/** Offsets in `struct seccomp_data`; the lower half of an argument, as both machines are little-endian. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (index: number) => 16 + 8 * index;

export const EPERM = 1;
export const ENOSYS = 38;

const RETURN_KILL_PROCESS = 0x8000_0000;
const RETURN_ERRNO = 0x0005_0000;
const RETURN_ALLOW = 0x7fff_0000;

const load = (offset: number): Instruction => ({ code: 0x20, yes: 0, no: 0, value: offset });
const leave = (value: number): Instruction => ({ code: 0x06, yes: 0, no: 0, value });

export const loadNumber = load(NUMBER);
export const loadArchitecture = load(ARCHITECTURE);
export const loadArgument = (index: number) => load(argument(index));
export const allow = leave(RETURN_ALLOW);
export const kill = leave(RETURN_KILL_PROCESS);
export const refuse = (error: number) => leave(RETURN_ERRNO | error);

/** Goes on inside `block` if the loaded value equals `value`, else behind it. */
export function ifEqual(value: number, block: readonly Instruction[]): Instruction[] {
  return [{ code: 0x15, yes: 0, no: reach(block), value }, ...block];
}

/** The same for a value with a bit of `mask`. */
export function ifAnyBit(mask: number, block: readonly Instruction[]): Instruction[] {
  return [{ code: 0x45, yes: 0, no: reach(block), value: mask }, ...block];
}

/** The same for a value above `value`. */
export function ifAbove(value: number, block: readonly Instruction[]): Instruction[] {
  return [{ code: 0x25, yes: 0, no: reach(block), value }, ...block];
}

/** The same for blocks of any length. */
export function ifEqualFar(value: number, block: readonly Instruction[]): Instruction[] {
  const over: Instruction = { code: 0x05, yes: 0, no: 0, value: block.length };
  return [{ code: 0x15, yes: 1, no: 0, value }, over, ...block];
}

/** A conditional jump has one byte for its distance. */
function reach(block: readonly Instruction[]): number {
  if (block.length > 255) throw new RangeError(`a block of ${block.length} instructions`);
  return block.length;
}

/** `struct sock_filter` of each instruction, as bubblewrap's `--seccomp` reads it. */
export function encode(program: readonly Instruction[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  for (const [index, { code, yes, no, value }] of program.entries()) {
    bytes.setUint16(index * 8, code, true);
    bytes.setUint8(index * 8 + 2, yes);
    bytes.setUint8(index * 8 + 3, no);
    bytes.setUint32(index * 8 + 4, value >>> 0, true);
  }
  return new Uint8Array(bytes.buffer);
}
