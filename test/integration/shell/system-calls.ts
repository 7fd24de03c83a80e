/** How each refused call is tried for real: arguments with which an unfiltered kernel does not answer EPERM. */

/** A number, or a text whose address is handed over. */
type Value = number | string;

const BAD = 1;
const AT_FDCWD = -100;
const S_IFREG = 0o100000;
const CREATE = 0o100 | 0o1;
const SIGCHLD = 17;
const NEW_USER = 0x1000_0000;
/** The kernel reads 32 bits of these arguments: higher bits hide nothing from it. */
const HIGH = 2 ** 32;

/** By the name in the table of refused calls; a file `file` exists. */
export const TRIES: Record<string, readonly (readonly Value[])[]> = {
  socket: [
    [40, 1, 0],
    [17, 3, 0],
    [38, 5, 0],
    [16, 3, 4],
    [HIGH + 40, 1, 0],
  ],
  socketpair: [[2, 1, 0, BAD]],
  chmod: [
    ["file", 0o4755],
    ["file", 0o2755],
    ["file", 0o6000],
    ["file", HIGH + 0o4755],
  ],
  fchmod: [[0, 0o4755]],
  fchmodat: [[AT_FDCWD, "file", 0o4755, 0]],
  fchmodat2: [[AT_FDCWD, "file", 0o2755, 0]],
  open: [
    ["new-1", CREATE, 0o4755],
    [".", 0o20_200_000 | 1, 0o4755],
  ],
  creat: [["new-2", 0o4755]],
  openat: [[AT_FDCWD, "new-3", CREATE, 0o2755]],
  openat2: [[AT_FDCWD, "new-4", BAD, 24]],
  mknod: [["new-5", S_IFREG | 0o4755, 0]],
  mknodat: [[AT_FDCWD, "new-6", S_IFREG | 0o2755, 0]],
  clone: [[NEW_USER | SIGCHLD, 0, 0, 0, 0]],
  clone3: [[BAD, 0]],
  unshare: [[NEW_USER]],
  setns: [[-1, 0]],
  mount: [[BAD, BAD, BAD, 0, 0]],
  umount2: [[BAD, 0]],
  pivot_root: [[BAD, BAD]],
  open_tree: [[AT_FDCWD, BAD, 0]],
  move_mount: [[-1, BAD, -1, BAD, 0]],
  fsopen: [[BAD, 0]],
  fsconfig: [[-1, 0, BAD, BAD, 0]],
  fsmount: [[-1, 0, 0]],
  fspick: [[AT_FDCWD, BAD, 0]],
  mount_setattr: [[AT_FDCWD, "", 0, BAD, 1]],
  open_tree_attr: [[AT_FDCWD, BAD, 0, 0, 0]],
  open_by_handle_at: [[AT_FDCWD, BAD, 0]],
  io_uring_setup: [[1, BAD]],
  io_uring_enter: [[-1, 0, 0, 0, 0, 0]],
  io_uring_register: [[-1, 0, 0, 0]],
  add_key: [[BAD, BAD, 0, 0, 0]],
  request_key: [[BAD, BAD, 0, 0]],
  keyctl: [[0, -3, 0]],
  bpf: [[0, 0, 0]],
  perf_event_open: [[BAD, 0, -1, -1, 0]],
  userfaultfd: [[1]],
  kexec_load: [[0, 0, 0, 0xffff]],
  kexec_file_load: [[-1, -1, 0, BAD, 0xffff]],
  init_module: [[BAD, 1, BAD]],
  finit_module: [[-1, BAD, 0]],
  delete_module: [[BAD, 0]],
  acct: [[BAD]],
  quotactl: [[-1, BAD, 0, 0]],
  quotactl_fd: [[-1, 0, 0, 0]],
  swapon: [[BAD, 0]],
  swapoff: [[BAD]],
  reboot: [[0, 0, 0, 0]],
  iopl: [[0]],
  ioperm: [[0, 0, 0]],
  ioctl: [
    [0, 0x5412, BAD],
    [0, 0x541c, BAD],
    [0, HIGH + 0x5412, BAD],
  ],
};

/** What ordinary programs do with the same calls. */
export const ORDINARY: Record<string, readonly (readonly Value[])[]> = {
  socket: [
    [1, 1, 0],
    [2, 1, 0],
    [10, 2, 0],
    [16, 3, 0],
  ],
  chmod: [
    ["file", 0o1755],
    ["file", 0o644],
  ],
  fchmodat: [[AT_FDCWD, "file", 0o755, 0]],
  // Without O_CREAT the mode is what happened to be in the register.
  openat: [
    [AT_FDCWD, "file", 0, 0o7777],
    [AT_FDCWD, "plain", CREATE, 0o644],
  ],
  clone: [[SIGCHLD, 0, 0, 0, 0]],
  unshare: [[0x400]],
};

export interface Attempt {
  name: string;
  number: number;
  values: readonly Value[];
}

/** A program for Perl that makes each attempt in a process of its own and prints `0` or the number of the error. */
export function attemptsProgram(attempts: readonly Attempt[]): string {
  const lines = attempts.map(({ number, values }) => {
    const list = values.map((value) =>
      typeof value === "string" ? `do { my $text = "${value}"; $text }` : String(value),
    );
    return `attempt(${[number, ...list].join(", ")});`;
  });
  return `
use POSIX ();
$| = 1;
sub attempt {
  my ($number, @values) = @_;
  my $first = fork() // die "fork: $!";
  if ($first) { waitpid($first, 0); return; }
  my $before = $$;
  my $result = syscall($number, @values);
  my $error = $! + 0;
  POSIX::_exit(0) if POSIX::getpid() != $before;
  print(($result < 0 ? $error : 0), "\\n");
  POSIX::_exit(0);
}
${lines.join("\n")}
`;
}
