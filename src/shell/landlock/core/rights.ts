/** Rights of Landlock, as `struct landlock_ruleset_attr` and `struct landlock_path_beneath_attr` have them. */

const EXECUTE = 1n << 0n;
const WRITE_FILE = 1n << 1n;
const READ_FILE = 1n << 2n;
const READ_DIR = 1n << 3n;
const REMOVE_DIR = 1n << 4n;
const REMOVE_FILE = 1n << 5n;
const MAKE_CHAR = 1n << 6n;
const MAKE_DIR = 1n << 7n;
const MAKE_REG = 1n << 8n;
const MAKE_SOCK = 1n << 9n;
const MAKE_FIFO = 1n << 10n;
const MAKE_BLOCK = 1n << 11n;
const MAKE_SYM = 1n << 12n;
const REFER = 1n << 13n;
const TRUNCATE = 1n << 14n;

const READ = EXECUTE | READ_FILE | READ_DIR;
/** Devices are not made: root could open the machine's disk by one. */
const CHANGE =
  WRITE_FILE | TRUNCATE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_SOCK | MAKE_FIFO;
/** What the kernel takes for a file that is no folder. */
const OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE;

/** `list` shows the names below a folder, but no content. */
export type Access = "read" | "list" | "write" | "device";

const RIGHTS: Record<Access, bigint> = {
  read: READ,
  list: READ_DIR,
  write: READ | CHANGE | MAKE_SYM | REFER,
  device: READ_FILE | WRITE_FILE | TRUNCATE,
};

export function rightsOf(access: Access, isFolder: boolean): bigint {
  return isFolder ? RIGHTS[access] : RIGHTS[access] & OF_A_FILE;
}

/** The oldest kernel interface that holds a file against truncation: Linux 6.2. */
export const OLDEST_ABI = 3;

const NET_ABI = 4;
const BIND_AND_CONNECT = 0b11n;
const SCOPE_ABI = 6;
const SOCKETS_AND_SIGNALS = 0b11n;

/** All that is refused unless a rule allows it: every right over files, TCP without a network, signals to others. */
export function ruleset(abi: number, network: boolean): Uint8Array {
  const files = READ | CHANGE | MAKE_SYM | REFER | MAKE_CHAR | MAKE_BLOCK;
  const words = [files];
  if (abi >= NET_ABI) words.push(network ? 0n : BIND_AND_CONNECT);
  if (abi >= SCOPE_ABI) words.push(SOCKETS_AND_SIGNALS);
  const bytes = new DataView(new ArrayBuffer(words.length * 8));
  for (const [at, word] of words.entries()) bytes.setBigUint64(at * 8, word, true);
  return new Uint8Array(bytes.buffer);
}

/** `struct landlock_path_beneath_attr`, which has no padding. */
export function pathBeneath(rights: bigint, fd: number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(12));
  bytes.setBigUint64(0, rights, true);
  bytes.setInt32(8, fd, true);
  return new Uint8Array(bytes.buffer);
}
