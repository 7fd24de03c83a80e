import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { type SocketLine, socketLines } from "./core/sockets.ts";

type Protocol = "tcp" | "udp";

/** The sockets of this network, both families. A family that the system does not have is empty. */
export function socketsOf(protocol: Protocol): SocketLine[] {
  return [protocol, `${protocol}6`].flatMap((name) =>
    socketLines(readIfThere(`/proc/net/${name}`)),
  );
}

export function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** Name of the program that holds a socket; undefined if none is found: it may have ended. */
export function programOf(inode: string): string | undefined {
  const wanted = `socket:[${inode}]`;
  const holder = readdirSync("/proc").find((pid) => /^\d+$/.test(pid) && holds(pid, wanted));
  return holder === undefined ? undefined : nameOf(holder);
}

/** Name of the program whose socket has this local port. */
export function programAt(protocol: Protocol, localPort: number): string | undefined {
  const line = socketsOf(protocol).find(
    (each) => each.localPort === localPort && each.inode !== "0",
  );
  return line && programOf(line.inode);
}

function holds(pid: string, wanted: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => target(`/proc/${pid}/fd/${fd}`) === wanted);
  } catch {
    // The process has ended, or it belongs to somebody else.
    return false;
  }
}

function nameOf(pid: string): string | undefined {
  const path = target(`/proc/${pid}/exe`);
  return path === undefined ? undefined : basename(path);
}

function target(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
