import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { usageFile } from "../../../src/swarm/adapters/usage-file.ts";
import { appScene } from "../../support/app-scene.ts";
import { invalid, readPage } from "../../support/page.ts";
import { answer, fullRun } from "../../support/report-scene.ts";
import { dispatched, emptyRun, planOf, worker } from "../../support/run-builder.ts";
import { cli, runsScene } from "../../support/runs-scene.ts";

const RUN = "20260101T000000000-abcde1";
const NEXT = "20260102T000000000-abcde2";

async function written(file: string) {
  const html = await readFile(file, "utf8");
  const page = readPage(html);
  expect(page.errors).toEqual([]);
  expect(await invalid(html)).toEqual([]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  return page;
}

test("a finished run: the figures are those of the journal and of the answers", async () => {
  const scene = await runsScene();
  const { records } = fullRun();
  await scene.save(RUN, records);
  await usageFile(join(scene.dir, ".aegis/runs")).append(RUN, answer());
  const { code, out } = await cli(scene, ["report"]);
  const file = join(scene.dir, `.aegis/reports/${RUN}.html`);
  expect([code, out]).toEqual([0, expect.stringContaining(file)]);
  const page = await written(file);
  expect(page.rows("Agents").slice(1)).toEqual([
    ["Commander", "0", "0", "0", "0", "0", "0"],
    ["a", "1", "1\u202f000", "900", "23", "1", "0"],
    ["b", "0", "0", "0", "0", "0", "1"],
    [expect.stringContaining("Scouts"), "0", "0", "0", "0", "0", "1"],
    ["All", "1", "1\u202f000", "900", "23", "1", "2"],
  ]);
  const refused = records.filter(({ event }) => event.type === "CALL_REFUSED");
  expect(
    page
      .rows("Refused calls")
      .slice(1)
      .map(([at]) => at),
  ).toEqual(refused.map(({ at }) => at.slice(0, 19).replace("T", " ")));
  expect(page.rows("Final QA")[1]).toEqual([
    "Tests",
    "npm test",
    "✗ 1",
    "1.0",
    "4 passed, 1 failed",
  ]);
  // The records name commits that were never made here.
  expect(page.rows("Changes by Worker")[1]).toContain("its commit is no longer in git");
  // A second report replaces the first one.
  expect((await cli(scene, ["report", "abcde1", "--lang", "ko"])).code).toBe(0);
  const korean = await written(file);
  expect(korean.elements.find(({ tagName }) => tagName === "html")?.attrs[0]?.value).toBe("ko");
  expect(korean.rows("에이전트").at(-1)?.[0]).toBe("합계");
});

test("changes are counted by git", async () => {
  const scene = await appScene();
  await scene.approve(planOf([worker("a")]));
  await scene.foundFile("src/shared/types.ts", "1\n2\n");
  await scene.freeze();
  const place = await scene.start("a");
  await place.write("src/a/two.ts", "1\n2\n3\n");
  await scene.complete("a");
  const out = join(scene.repo.dir, "run.html");
  expect((await cli(scene.repo, ["report", "--out", "run.html"])).code).toBe(0);
  const page = await written(out);
  expect(
    page
      .rows("Changes by Worker")
      .slice(1)
      .map(([who, , ...sums]) => [who, ...sums]),
  ).toEqual([
    ["Foundation (Commander)", "1 file", "+1", "−0"],
    ["w01 a", "1 file", "+3", "−0"],
  ]);
  expect(page.rows("w01 a")).toEqual([
    ["File", "Added", "Removed"],
    ["src/a/two.ts", "+3", "−0"],
  ]);
});

test("an open run, an aborted one and one whose last line is torn", async () => {
  const scene = await runsScene();
  const told = dispatched("a").start("a");
  await scene.save(RUN, told.records);
  await scene.save(NEXT, emptyRun().add({ type: "RUN_ABORTED", quote: "stop", kept: [] }).records);
  const journal = join(scene.dir, `.aegis/runs/${RUN}.jsonl`);
  await writeFile(journal, (await readFile(journal, "utf8")).slice(0, -40));
  const file = (id: string) => join(scene.dir, `.aegis/reports/${id}.html`);
  const { code, out } = await cli(scene, ["report", RUN]);
  expect(code).toBe(0);
  expect(out).toContain("not recorded");
  const torn = await written(file(RUN));
  expect(torn.text).toContain(`after record ${told.records.length - 1}, is not whole`);
  expect(torn.text).toContain("The run was open when this report was made.");
  expect(torn.rows("Agents")[1]?.[1]).toBe("not recorded");
  expect((await cli(scene, ["report", NEXT])).code).toBe(0);
  expect((await written(file(NEXT))).text).toContain("aborted");
  await writeFile(journal, (await readFile(journal, "utf8")).replace("Board", "Bored"));
  expect((await cli(scene, ["report", RUN])).code).toBe(1);
  expect((await written(file(RUN))).text).toContain("The journal is damaged");
});

test("what cannot be done is refused with what can be", async () => {
  const scene = await runsScene();
  expect(await cli(scene, ["report"])).toMatchObject({
    code: 2,
    error: expect.stringContaining("No run was started here.") as string,
  });
  await scene.save(RUN, emptyRun().records);
  const unknown = await cli(scene, ["report", "nowhere"]);
  expect([unknown.code, unknown.error]).toEqual([2, expect.stringContaining(RUN)]);
  await scene.write("mine.html", "<p>mine</p>");
  const mine = await cli(scene, ["report", "--out", "mine.html", "--json"]);
  expect(JSON.parse(mine.out)).toMatchObject({ ok: false, error: { code: "FILE_EXISTS" } });
  expect(await readFile(join(scene.dir, "mine.html"), "utf8")).toBe("<p>mine</p>");
  const nowhere = await cli(scene, ["report", "--out", "no/such/folder.html"]);
  expect([nowhere.code, nowhere.error]).toEqual([
    2,
    expect.stringContaining("no/such/folder.html"),
  ]);
});
