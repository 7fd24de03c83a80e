import { isIn } from "../../kit/path-in.ts";
import { JAIL_FOLDER } from "../../kit/state-paths.ts";

/** What the jail shows. All paths are absolute and exist; a later list lies over an earlier one. */
export interface JailView {
  /** True as root: bubblewrap then makes a user namespace only if it is asked to. */
  readonly root: boolean;
  readonly home: string;
  /** Read-only: the system, toolchains, OpenCode, this package. Parts of the home lie over the empty home. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** Folders whose new files are forgotten at the end; what they hold already is in `fixed`. */
  readonly forgetful: readonly string[];
  /** Read-only even below `writable`: what decides how a later start behaves. */
  readonly fixed: readonly string[];
  /** Files that are covered: sockets and secrets. */
  readonly coveredFiles: readonly string[];
  readonly coveredFolders: readonly string[];
  /** Our file in the place of /etc/hosts. */
  readonly hosts: string;
  /** Folder of the bridge's sockets; seen as JAIL_FOLDER. */
  readonly bridge: string;
  readonly cwd: string;
  /** If the network around it is the jail's own already: the user in it. Otherwise the jail makes its network. */
  readonly within: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * The options of bubblewrap: namespaces of its own for network, processes and IPC, an empty home and empty folders for
 * sockets and temporary files.
 */
export function bubblewrapOptions(view: JailView): string[] {
  const each = (option: string, paths: readonly string[]) =>
    paths.flatMap((path) => [option, path, path]);
  const inHome = (path: string) => isIn(path, view.home);
  return [
    ...["--die-with-parent", "--unshare-pid", "--unshare-ipc"],
    ...(view.within ? userOf(view.within) : ["--unshare-net"]),
    ...(view.root ? ["--unshare-user"] : []),
    ...["--dev", "/dev", "--proc", "/proc"],
    ...["/run", "/tmp", "/var/tmp"].flatMap((path) => ["--tmpfs", path]),
    ...each(
      "--ro-bind",
      view.readable.filter((path) => !inHome(path)),
    ),
    ...["--tmpfs", view.home],
    ...each("--ro-bind", view.readable.filter(inHome)),
    ...each("--bind", view.writable),
    ...view.forgetful.flatMap((path) => ["--tmpfs", path]),
    ...each("--ro-bind", view.fixed),
    ...view.coveredFolders.flatMap((path) => ["--tmpfs", path, "--remount-ro", path]),
    ...view.coveredFiles.flatMap((path) => ["--ro-bind", "/dev/null", path]),
    ...["--ro-bind", view.hosts, "/etc/hosts"],
    ...["--ro-bind", view.bridge, JAIL_FOLDER],
    ...["--remount-ro", "/", "--chdir", view.cwd],
  ];
}

function userOf({ uid, gid }: { uid: number; gid: number }): string[] {
  return ["--unshare-user", "--uid", `${uid}`, "--gid", `${gid}`];
}

/**
 * The options of a network of its own, whose loopback gets the addresses before the rest of the command runs in it.
 * Only the owner of a network may add an address, and bubblewrap gives its command another user than that.
 */
export function networkWith(addresses: readonly string[]): string[] {
  return [
    ...["--die-with-parent", "--unshare-net", ...userOf({ uid: 0, gid: 0 })],
    // The second right lets the jail in it map this user.
    ...["--cap-add", "CAP_NET_ADMIN", "--cap-add", "CAP_SETFCAP", "--dev-bind", "/", "/", "--"],
    ...["/bin/sh", "-c", WITH_ADDRESSES, "sh", addresses.join(" ")],
  ];
}

const WITH_ADDRESSES = `for address in $1; do
  case $address in
    *:*) ip address add "$address/128" dev lo nodad ;;
    *) ip address add "$address/32" dev lo ;;
  esac || exit 2
done
shift
exec "$@"`;

/** Ctrl-C must reach OpenCode without ending bubblewrap; the file of the first argument is the filter. */
export const WITH_FILTER = `trap '' INT QUIT
filter=$1
shift
exec "$@" 9<"$filter"`;
