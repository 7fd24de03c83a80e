/** Which system calls the filter refuses, and when. The numbers are the kernel's public interface. */

export type Machine = "x86_64" | "aarch64";

/** Refused if each condition holds; a condition looks at the lower 32 bits of an argument. */
export type Condition =
  | { readonly argument: number; readonly anyBit: number }
  | { readonly argument: number; readonly noneOf: readonly number[] }
  | { readonly argument: number; readonly oneOf: readonly number[] };

export interface Refused {
  readonly name: string;
  /** Absent: the machine has no such call. */
  readonly x86_64?: number;
  readonly aarch64?: number;
  /** Absent: always refused. */
  readonly when?: readonly Condition[];
  /** ENOSYS makes a program use the older call, whose arguments the filter can read. */
  readonly error?: "ENOSYS";
}

/** Calls with a higher number are newer than this table and do not exist for a shell. */
export const LAST_KNOWN = 470;

/** S_ISUID | S_ISGID. */
const SET_ID = 0o6000;
/** O_CREAT | __O_TMPFILE: otherwise open has no mode. */
const CREATES = 0o100 | 0o20_000_000;
const CLONE_NEWUSER = 0x1000_0000;

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const NETLINK_ROUTE = 0;

const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;

const mode = (argument: number): Condition => ({ argument, anyBit: SET_ID });
const creates = (argument: number): Condition => ({ argument, anyBit: CREATES });
/** The number is the same on all machines since Linux 5.1. */
const everywhere = (name: string, number: number): Refused => ({
  name,
  x86_64: number,
  aarch64: number,
});

/** A program that runs with the rights of its owner would outlive the sandbox. */
const SET_ID_FILES: readonly Refused[] = [
  { name: "chmod", x86_64: 90, when: [mode(1)] },
  { name: "fchmod", x86_64: 91, aarch64: 52, when: [mode(1)] },
  { name: "fchmodat", x86_64: 268, aarch64: 53, when: [mode(2)] },
  { ...everywhere("fchmodat2", 452), when: [mode(2)] },
  { name: "open", x86_64: 2, when: [creates(1), mode(2)] },
  { name: "creat", x86_64: 85, when: [mode(1)] },
  { name: "openat", x86_64: 257, aarch64: 56, when: [creates(2), mode(3)] },
  { ...everywhere("openat2", 437), error: "ENOSYS" },
  { name: "mknod", x86_64: 133, when: [mode(1)] },
  { name: "mknodat", x86_64: 259, aarch64: 33, when: [mode(2)] },
];

const NAMESPACES: readonly Refused[] = [
  { name: "clone", x86_64: 56, aarch64: 220, when: [{ argument: 0, anyBit: CLONE_NEWUSER }] },
  { ...everywhere("clone3", 435), error: "ENOSYS" },
  { name: "unshare", x86_64: 272, aarch64: 97, when: [{ argument: 0, anyBit: CLONE_NEWUSER }] },
];

/** Ways into what already exists outside. */
const ENTRIES: readonly Refused[] = [
  { name: "setns", x86_64: 308, aarch64: 268 },
  { name: "open_by_handle_at", x86_64: 304, aarch64: 265 },
];

const MOUNTS: readonly Refused[] = [
  { name: "mount", x86_64: 165, aarch64: 40 },
  { name: "umount2", x86_64: 166, aarch64: 39 },
  { name: "pivot_root", x86_64: 155, aarch64: 41 },
  everywhere("open_tree", 428),
  everywhere("move_mount", 429),
  everywhere("fsopen", 430),
  everywhere("fsconfig", 431),
  everywhere("fsmount", 432),
  everywhere("fspick", 433),
  everywhere("mount_setattr", 442),
  everywhere("open_tree_attr", 467),
];

/** Parts of the kernel that no build needs; io_uring would do what the rest of this table refuses. */
const KERNEL: readonly Refused[] = [
  everywhere("io_uring_setup", 425),
  everywhere("io_uring_enter", 426),
  everywhere("io_uring_register", 427),
  { name: "add_key", x86_64: 248, aarch64: 217 },
  { name: "request_key", x86_64: 249, aarch64: 218 },
  { name: "keyctl", x86_64: 250, aarch64: 219 },
  { name: "bpf", x86_64: 321, aarch64: 280 },
  { name: "perf_event_open", x86_64: 298, aarch64: 241 },
  { name: "userfaultfd", x86_64: 323, aarch64: 282 },
  { name: "kexec_load", x86_64: 246, aarch64: 104 },
  { name: "kexec_file_load", x86_64: 320, aarch64: 294 },
  { name: "init_module", x86_64: 175, aarch64: 105 },
  { name: "finit_module", x86_64: 313, aarch64: 273 },
  { name: "delete_module", x86_64: 176, aarch64: 106 },
  { name: "acct", x86_64: 163, aarch64: 89 },
  { name: "quotactl", x86_64: 179, aarch64: 60 },
  everywhere("quotactl_fd", 443),
  { name: "swapon", x86_64: 167, aarch64: 224 },
  { name: "swapoff", x86_64: 168, aarch64: 225 },
  { name: "reboot", x86_64: 169, aarch64: 142 },
  { name: "iopl", x86_64: 172 },
  { name: "ioperm", x86_64: 173 },
  {
    name: "ioctl",
    x86_64: 16,
    aarch64: 29,
    when: [{ argument: 1, oneOf: [TIOCSTI, TIOCLINUX] }],
  },
];

/** Memory, queues and semaphores that programs share by a number or a name: where no namespace keeps them apart. */
const SHARED: readonly Refused[] = [
  { name: "shmget", x86_64: 29, aarch64: 194 },
  { name: "shmat", x86_64: 30, aarch64: 196 },
  { name: "semget", x86_64: 64, aarch64: 190 },
  { name: "msgget", x86_64: 68, aarch64: 186 },
  { name: "mq_open", x86_64: 240, aarch64: 180 },
  { name: "mq_unlink", x86_64: 241, aarch64: 181 },
];

/**
 * Which sockets a shell may have beside a socketpair and netlink's routes: in bubblewrap IP and unix ones, or IP alone;
 * under Landlock, where no namespace keeps those of the machine away, IP alone or nothing.
 */
type Sockets = "own" | "none" | "ip" | "closed";

const FAMILIES: Record<Sockets, readonly number[]> = {
  own: [AF_INET, AF_INET6, AF_NETLINK, AF_UNIX],
  none: [AF_INET, AF_INET6, AF_NETLINK],
  ip: [AF_INET, AF_INET6, AF_NETLINK],
  closed: [AF_NETLINK],
};

function sockets(kind: Sockets): Refused[] {
  const families = FAMILIES[kind];
  const socket = { name: "socket", x86_64: 41, aarch64: 198 };
  return [
    { ...socket, when: [{ argument: 0, noneOf: families }] },
    {
      ...socket,
      when: [
        { argument: 0, oneOf: [AF_NETLINK] },
        { argument: 2, noneOf: [NETLINK_ROUTE] },
      ],
    },
    {
      name: "socketpair",
      x86_64: 53,
      aarch64: 199,
      when: [{ argument: 0, noneOf: [AF_UNIX] }],
    },
  ];
}

/** An agent's shell with its sockets, or the jail of a whole OpenCode. */
export type FilterKind = Sockets | "jail";

/** OpenCode's own shells make namespaces and mounts in the jail. */
export function refusedCalls(kind: FilterKind): Refused[] {
  const always = [...SET_ID_FILES, ...ENTRIES, ...KERNEL];
  if (kind === "jail") return [...sockets("own"), ...always];
  const apart = kind === "ip" || kind === "closed" ? SHARED : [];
  return [...sockets(kind), ...NAMESPACES, ...MOUNTS, ...always, ...apart];
}
