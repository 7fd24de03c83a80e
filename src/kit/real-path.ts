import { lstatSync, readlinkSync, realpathSync } from "node:fs";
import { sep } from "node:path";

/** Linux follows as many. */
const MOST_LINKS = 40;

/**
 * The path without links, `.` and `..`, as the system itself resolves it. `realpath` of OpenCode's Bun takes a backslash
 * in a name for a slash, and would find `a/b` for a link named `a\b`. Throws ENOENT, ENOTDIR, EACCES or ELOOP.
 */
export function realPath(path: string): string {
  if (sep === "\\") return realpathSync(path);
  const whole = path.startsWith("/") ? path : `${process.cwd()}/${path}`;
  return Buffer.from(realRawPath(Buffer.from(whole).toString("latin1")), "latin1").toString();
}

/** The same; undefined if the path cannot be resolved. */
export function realPathIfThere(path: string): string | undefined {
  try {
    return realPath(path);
  } catch {
    return undefined;
  }
}

/** The same for an absolute raw path, which has one character per byte: a name need not be UTF-8. */
export function realRawPath(raw: string): string {
  const left = raw.split("/").reverse();
  let found = "";
  let links = 0;
  while (left.length > 0) {
    const next = below(found, left.pop() ?? "");
    const link = next.length > found.length ? linkAt(next, left.length > 0) : undefined;
    if (link === undefined) {
      found = next;
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) throw fault("ELOOP", raw);
    if (link.startsWith("/")) found = "";
    left.push(...link.split("/").reverse());
  }
  return found === "" ? "/" : found;
}

/** The path of an entry of a folder; "" stands for the root. */
function below(folder: string, name: string): string {
  if (name === "..") return folder.slice(0, Math.max(0, folder.lastIndexOf("/")));
  return name === "" || name === "." ? folder : `${folder}/${name}`;
}

/** Where a link leads; undefined for another entry, which has to be a folder if the path goes on. */
function linkAt(raw: string, goesOn: boolean): string | undefined {
  const path = Buffer.from(raw, "latin1");
  const entry = lstatSync(path);
  if (entry.isSymbolicLink()) return readlinkSync(path, "buffer").toString("latin1");
  if (goesOn && !entry.isDirectory()) throw fault("ENOTDIR", raw);
  return undefined;
}

function fault(code: "ENOTDIR" | "ELOOP", raw: string): NodeJS.ErrnoException {
  const path = Buffer.from(raw, "latin1").toString();
  return Object.assign(new Error(`${code}: no real path of '${path}'`), { code, path });
}
