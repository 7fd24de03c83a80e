import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { findOnPath } from "../../../src/kit/search-path.ts";
import { reportPage } from "../../../src/report/core/page.ts";
import { answer, dataOf, fullRun } from "../../support/report-scene.ts";
import { START } from "../../support/run-builder.ts";

const browser = await findOnPath("chromium", process.env["PATH"] ?? "");
/** CI installs the browser, so that there its absence is a failure. */
const able = browser !== undefined || process.env["CI"] !== undefined;

/** What the page's console says, and the document as the browser has it. */
async function shown(html: string): Promise<{ console: string[]; document: string }> {
  if (browser === undefined) throw new Error("chromium is not installed: .ci/run installs it");
  const folder = await mkdtemp(join(tmpdir(), "aegis-chromium-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "report.html");
  await writeFile(file, html);
  const { stdout, stderr } = await execa(browser, [
    ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
    ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ...[`--user-data-dir=${join(folder, "profile")}`, "--enable-logging=stderr", "--dump-dom"],
    `file://${file}`,
  ]);
  return {
    console: stderr.split("\n").filter((line) => line.includes(":CONSOLE")),
    document: stdout,
  };
}

test.skipIf(!able)(
  "chromium shows a report without a word in its console (needs chromium)",
  async () => {
    const html = reportPage(dataOf(fullRun().records, { usage: [answer()] }), "ko", START);
    const { console, document } = await shown(html);
    expect(console).toEqual([]);
    expect(document).toContain("</svg>");
    // The control: the page's policy stops what asks for more, and the console says so.
    const asking = html.replace("</main>", '<img src="http://127.0.0.1:9/x.png"></main>');
    expect((await shown(asking)).console.join()).toContain("Content Security Policy");
  },
);
