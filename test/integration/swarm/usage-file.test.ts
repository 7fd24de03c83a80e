import { appendFile, mkdir, readFile, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { journalFile } from "../../../src/swarm/adapters/journal-file.ts";
import { runIds } from "../../../src/swarm/adapters/journal-reader.ts";
import { systemClock } from "../../../src/swarm/adapters/system-clock.ts";
import { readUsage, usageFile, usagePath } from "../../../src/swarm/adapters/usage-file.ts";
import { answer } from "../../support/report-scene.ts";
import { emptyRun } from "../../support/run-builder.ts";
import { tempRepo } from "../../support/temp-repo.ts";

const RUN = "run-1";

async function folder(): Promise<string> {
  return join((await tempRepo()).dir, ".aegis/runs");
}

test("what was written is read again; others may not read it", async () => {
  const runs = await folder();
  expect(await readUsage(runs, RUN)).toBeUndefined();
  const lines = [answer(), answer({ message: "msg_2", tokens: undefined })];
  const log = usageFile(runs);
  await Promise.all(lines.map((line) => log.append(RUN, line)));
  expect(await readUsage(runs, RUN)).toEqual({ lines, unreadable: 0 });
  expect((await stat(usagePath(runs, RUN))).mode & 0o777).toBe(0o600);
});

test("half a line, as a killed process leaves, costs that line alone", async () => {
  const runs = await folder();
  await usageFile(runs).append(RUN, answer());
  const file = usagePath(runs, RUN);
  await truncate(file, (await stat(file)).size - 20);
  await usageFile(runs).append(RUN, answer({ message: "msg_2" }));
  const read = await readUsage(runs, RUN);
  expect(read?.lines.map(({ message }) => message)).toEqual(["msg_2"]);
  expect(read?.unreadable).toBe(1);
});

test("a line of another shape or version is not counted", async () => {
  const runs = await folder();
  await usageFile(runs).append(RUN, answer());
  await appendFile(
    usagePath(runs, RUN),
    `{"v":2}\nno JSON\n${JSON.stringify({ ...answer(), calls: 1 })}\n`,
  );
  expect(await readUsage(runs, RUN)).toMatchObject({ lines: [answer()], unreadable: 3 });
});

test("a link at its place is not followed", async () => {
  const runs = await folder();
  await mkdir(runs, { recursive: true });
  const target = join(runs, "target");
  await writeFile(target, "");
  await symlink(target, usagePath(runs, RUN));
  await expect(usageFile(runs).append(RUN, answer())).rejects.toThrow("ELOOP");
  expect(await readFile(target, "utf8")).toBe("");
});

test("the figures are no run, and nobody takes them for a stranger's journal", async () => {
  const runs = await folder();
  const journal = journalFile(runs, systemClock);
  for (const record of emptyRun().records) await journal.append(RUN, record);
  await usageFile(runs).append(RUN, answer());
  expect(await runIds(runs)).toEqual([RUN]);
  expect(await journal.mend(RUN)).toEqual([]);
  expect((await readUsage(runs, RUN))?.lines).toHaveLength(1);
});
