import { readdir, readFile, readlink } from "node:fs/promises";
import { type Leader, membersOf } from "../../kit/process/sessions.ts";

/**
 * True if a process of this session listens at the port; undefined if the system does not show it. Prevents mistaking
 * another user's server at that port for ours.
 */
export async function listensAt(port: number, leader: Leader): Promise<boolean | undefined> {
  const sockets = await listeningSockets(port);
  const members = await membersOf([leader]);
  if (sockets === undefined || members === undefined) return undefined;
  for (const pid of members) {
    const names = await readdir(`/proc/${pid}/fd`).catch(() => [] as string[]);
    const links = await Promise.all(
      // The descriptor was closed meanwhile.
      names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => "")),
    );
    if (links.some((link) => sockets.has(link))) return true;
  }
  return false;
}

/** Listening sockets in the form of a process's descriptors: `socket:[inode]`. */
async function listeningSockets(port: number): Promise<Set<string> | undefined> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((file) =>
      readFile(file, "utf8").catch(() => undefined),
    ),
  );
  if (tables.every((table) => table === undefined)) return undefined;
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = tables.flatMap((table) => (table ?? "").split("\n").slice(1));
  const cells = rows.map((row) => row.trim().split(/\s+/));
  // The fourth column is the state (0A: listening), the tenth the inode.
  const listening = cells.filter((row) => row[1]?.endsWith(local) && row[3] === "0A");
  return new Set(listening.map((row) => `socket:[${row[9]}]`));
}
