import { posix } from "node:path";
import { isIn } from "../../../kit/path-in.ts";

/** The part of sandbox-runtime's configuration that we use. */
export interface Policy {
  /** An empty list of hosts is no network, no list is the whole. */
  network?: { allowedDomains: string[]; deniedDomains: string[] };
  filesystem: {
    denyRead: string[];
    allowRead: string[];
    allowWrite: string[];
    denyWrite: string[];
  };
}

/** Absolute paths of one call. */
export interface Asked {
  /** seatbelt of macOS, or bubblewrap elsewhere. */
  form: "seatbelt" | "bubblewrap";
  home: string;
  /** The user's folder for temporary files. */
  temporary: string;
  visible: readonly string[];
  readOnly: readonly string[];
  readWrite: readonly string[];
  protect: readonly string[];
  hidden: readonly string[];
  network: boolean;
}

export interface Disk {
  /** The path without links; undefined if there is none. */
  real(path: string): string | undefined;
  /** Names in a folder; none if it cannot be read. */
  entries(path: string): string[];
}

/** Where users keep what is theirs, and what all programs share. */
const PRIVATE_PLACES = [
  ...["/home", "/root", "/Users", "/System/Volumes/Data/Users", "/mnt", "/media", "/Volumes"],
  ...["/srv", "/run", "/tmp", "/var/tmp", "/private/tmp", "/private/var/tmp", "/var/folders"],
  "/private/var/folders",
];

/** sandbox-runtime lets every call write these folders. The policy closes them. */
const PACKAGE_FOLDERS = ["/tmp", "/private/tmp"].map((folder) => posix.join(folder, "claude"));

/**
 * What sandbox-runtime is told for one call. The user's places are closed, and what the call may see in them is opened
 * again. Throws if a path of the scope cannot be told: the package reads some characters as a pattern.
 */
export function policyOf(asked: Asked, disk: Disk): Policy {
  for (const path of [...asked.readOnly, ...asked.readWrite, ...asked.protect])
    if (PATTERN.test(path))
      throw new Error(`it cannot hold a path with one of * ? [ ]: ${JSON.stringify(path)}`);
  const real = (paths: readonly string[]) => paths.flatMap((path) => disk.real(path) ?? []);
  const places = unique([
    ...real([...PRIVATE_PLACES, asked.home, asked.temporary]).filter((path) => path !== "/"),
    ...PACKAGE_FOLDERS,
  ]);
  const hidden = new Set([...asked.hidden, ...real(asked.hidden)]);
  const shown = [...asked.visible, ...asked.readOnly]
    .filter((path) => !PATTERN.test(path) && disk.real(path) !== undefined)
    .filter((path) => ![...hidden].some((other) => isIn(path, other)));
  const writable = unique(real(asked.readWrite));
  const { readable, closed } =
    asked.form === "bubblewrap"
      ? between({ shown: unique([...shown, ...real(shown)]), writable, places, hidden }, disk)
      : { readable: unique([...shown, ...real(shown)]), closed: [] };
  return {
    ...(asked.network ? {} : { network: { allowedDomains: [], deniedDomains: [] } }),
    filesystem: {
      denyRead: unique([...places, ...closed, ...[...hidden].map(pattern)]),
      allowRead: unique([...readable, ...writable]),
      allowWrite: writable,
      denyWrite: unique([...asked.protect, ...PACKAGE_FOLDERS]).filter(
        (path) => asked.form === "seatbelt" || disk.real(path) !== undefined,
      ),
    },
  };
}

/**
 * The bubblewrap form mounts what may be read over what may be written, so a writable folder inside a readable one
 * would be read-only. So the folder above a writable one is closed, and its other entries are opened one by one.
 */
function between(
  parts: { shown: string[]; writable: string[]; places: string[]; hidden: ReadonlySet<string> },
  disk: Disk,
): { readable: string[]; closed: string[] } {
  const { writable, places, hidden } = parts;
  const readable = new Set(parts.shown);
  const closed = new Set<string>();
  for (const path of writable) {
    if (writable.some((other) => other !== path && isIn(path, other))) continue;
    const above = () => [...readable].filter((other) => other !== path && isIn(path, other));
    if (!above().some((other) => places.some((place) => isIn(other, place)))) continue;
    const folder = posix.dirname(path);
    readable.delete(folder);
    if (above().length > 0) closed.add(folder);
    for (const name of disk.entries(folder)) {
      const entry = posix.join(folder, name);
      if (entry !== path && !PATTERN.test(name) && !hidden.has(entry)) readable.add(entry);
    }
  }
  return { readable: [...readable], closed: [...closed] };
}

const PATTERN = /[*?[\]]/;

/** A name of the disk as a pattern that matches it: each character of a pattern matches any one character. */
function pattern(path: string): string {
  return path.replace(/[*?[\]]/g, "?");
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
