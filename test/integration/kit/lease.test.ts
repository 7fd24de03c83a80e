import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fileLease } from "../../../src/kit/lease.ts";

async function place(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "aegis-lease-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, ".aegis/lease.json");
}

/** A living process that is not us, with the fields the lease of such a process would have. */
async function stranger() {
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  const end = async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  };
  onTestFinished(end);
  return { holder: { pid, started, boot }, end };
}

test("the first claim takes it, the second finds it ours, a release gives it back", async () => {
  const lease = fileLease(await place());
  expect(lease.claim()).toBe("taken");
  expect(lease.claim()).toBe("ours");
  lease.release();
  expect(lease.claim()).toBe("taken");
});

test("a living holder keeps it and is named; once dead it counts for nothing", async () => {
  const file = await place();
  const lease = fileLease(file);
  lease.claim();
  const { holder, end } = await stranger();
  await writeFile(file, JSON.stringify(holder));
  expect(lease.claim()).toBe("held");
  expect(lease.holder()).toBe(holder.pid);
  lease.release();
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(holder);
  await end();
  expect(lease.holder()).toBeUndefined();
  expect(lease.claim()).toBe("taken");
});

test.each([
  ["the same process id of an earlier process", { started: "1" }],
  ["a process before the last boot", { boot: "another" }],
])("%s holds nothing", async (_name, change) => {
  const file = await place();
  const lease = fileLease(file);
  lease.claim();
  const { holder } = await stranger();
  await writeFile(file, JSON.stringify({ ...holder, ...change }));
  expect(lease.claim()).toBe("taken");
});

test("a lease cut off while it was written is nobody's", async () => {
  const file = await place();
  fileLease(file).claim();
  await writeFile(file, '{"pid": 1');
  expect(fileLease(file).claim()).toBe("taken");
});

test("a claim that died before it was whole keeps nobody out", async () => {
  const file = await place();
  const lease = fileLease(file);
  lease.claim();
  const dead = JSON.stringify({ pid: 1, started: "1", boot: "another" });
  await writeFile(file, dead);
  const digest = createHash("sha256").update(dead).digest("hex").slice(0, 16);
  await writeFile(`${file}.${digest}`, dead);
  expect(lease.claim()).toBe("taken");
  expect(await readdir(dirname(file))).toEqual(["lease.json"]);
});

test("a folder where the lease has to be is named", async () => {
  const file = await place();
  await mkdir(file, { recursive: true });
  const lease = fileLease(file);
  expect(lease.holder()).toBeUndefined();
  expect(() => lease.claim()).toThrow(`${file}, which names`);
});
