import { once } from "node:events";
import { chmod, mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { writeFiles } from "./guarded-project.ts";
import type { ShellUser } from "./users.ts";

/** What lies around an agent's call on its machine: files, a process, a port and sockets of the same user. */
export interface Machine {
  /** Visible, not to be written: files f, gone and taken. */
  outside: string;
  /** Not visible: files secret and program. */
  closed: string;
  /** A folder of the machine for temporary files. */
  shared: string;
  pid: number;
  port: number;
  socket: string;
  abstract: string;
  close(): Promise<void>;
}

/** `root` is visible. */
export async function openMachine(user: ShellUser, root: string): Promise<Machine> {
  const around = await realpath(await mkdtemp(join(tmpdir(), "aegis-machine-")));
  const [outside, closed, shared] = [join(root, "outside"), join(around, "closed"), around];
  await writeFiles(outside, { f: "theirs\n", gone: "", taken: "" });
  await writeFiles(closed, { secret: "secret\n", program: "#!/bin/sh\n" });
  await chmod(join(closed, "program"), 0o755);
  if (user.uid !== undefined) await execa("chown", ["-R", `${user.uid}`, outside, around]);
  const as = user.uid === undefined ? {} : { uid: user.uid, gid: user.uid };
  const sleeper = execa("sleep", ["600"], { reject: false, stdin: "ignore", ...as });
  const abstract = `aegis-${process.pid}-${Date.now()}`;
  const folder = join(outside, "sockets");
  await mkdir(folder);
  const socket = join(folder, "s.sock");
  const servers = [await listening(0), await listening(socket), await listening(`\0${abstract}`)];
  await chmod(socket, 0o777);
  const address = servers[0]?.address();
  return {
    ...{ outside, closed, shared, socket, abstract },
    pid: sleeper.pid ?? 0,
    port: typeof address === "object" ? (address?.port ?? 0) : 0,
    async close() {
      sleeper.kill("SIGKILL");
      await sleeper;
      for (const server of servers) server.close();
      await rm(around, { recursive: true, force: true });
    },
  };
}

async function listening(where: number | string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  if (typeof where === "number") server.listen(where, "127.0.0.1");
  else server.listen(where);
  await once(server, "listening");
  return server;
}
