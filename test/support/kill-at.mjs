// Preload (`node --import`): ends this process with SIGKILL before its n-th change of the disk; AEGIS_TEST_KILL_AT
// gives n. A write into an open file counts twice: before the write, and after half of the write. AEGIS_TEST_KILL_LOG
// names a file that lists the changes, one per line. AEGIS_TEST_KILL_GIT=1 also counts each git process twice: before
// its start and right after it; "all" then kills this git too.
import childProcess from "node:child_process";
import { appendFileSync, existsSync } from "node:fs";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const killAt = Number(process.env.AEGIS_TEST_KILL_AT ?? 0);
const log = process.env.AEGIS_TEST_KILL_LOG;
let done = 0;

function step(what, path) {
  done += 1;
  if (log) appendFileSync(log, `${what} ${String(path).replaceAll("\n", " ")}\n`);
  if (done === killAt) process.kill(process.pid, "SIGKILL");
}

/** A promise that never settles: the signal may take a moment to arrive. */
const stop = () => (done === killAt ? new Promise(() => undefined) : undefined);

for (const name of [
  "appendFile",
  "chmod",
  "chown",
  "copyFile",
  "link",
  "mkdir",
  "rename",
  "rm",
  "rmdir",
  "symlink",
  "truncate",
  "unlink",
  "utimes",
  "writeFile",
]) {
  const real = promises[name];
  promises[name] = async (...args) => {
    // Removing a missing file changes nothing.
    if (name === "rm" && !existsSync(args[0])) return real(...args);
    step(name, args[0]);
    await stop();
    return real(...args);
  };
}

const open = promises.open;
promises.open = async (path, flags = "r", mode = undefined) => {
  if (flags === "r") return open(path, flags, mode);
  step("open", path);
  await stop();
  const handle = await open(path, flags, mode);
  const writeFile = handle.writeFile.bind(handle);
  handle.writeFile = async (content, ...rest) => {
    step("write", path);
    await stop();
    const half = Buffer.from(content).subarray(0, content.length / 2);
    await handle.write(half, 0, half.length, 0);
    step("half", path);
    await stop();
    await handle.truncate(0);
    return writeFile(content, ...rest);
  };
  return handle;
};

const git = process.env.AEGIS_TEST_KILL_GIT;
const spawn = childProcess.spawn;
if (git)
  childProcess.spawn = (file, args, options) => {
    if (file !== "git") return spawn(file, args, options);
    step("git", args.join(" "));
    const child = spawn(file, args, options);
    if (git === "all" && done + 1 === killAt) child.kill("SIGKILL");
    step("in git", args.join(" "));
    return child;
  };

syncBuiltinESMExports();
