import { chmod, mkdtemp, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type AuditDocument,
  fileText,
  readReport,
} from "../../../src/egress/core/report-document.ts";
import { checkReport, writeReport } from "../../../src/egress/report-files.ts";
import { faultOf, signed } from "../../../src/egress/signing.ts";

const DOCUMENT: AuditDocument = {
  kind: "oh-my-qwencoder egress audit",
  schema: 1,
  at: "2026-01-01T00:00:00.000Z",
  ...{ mode: "namespace", cooperative: false, verdict: "quiet", project: "/project" },
  ...{ modelServers: [], addressReplaced: false, leftVariables: [] },
  versions: { opencode: "1.18.33" },
  hashes: [],
  observation: { sessions: [], attempts: [], blind: [] },
  explanations: [],
  checks: [],
};

let folder: string;
let env: Record<string, string>;
let file: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "aegis-report-")));
  env = { HOME: join(folder, "home") };
  file = join(folder, "audit.json");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = (path = file) => writeReport(DOCUMENT, { file: path, env, language: "en" });
const key = () => join(folder, "home/.local/state/oh-my-qwencoder/egress-audit-key.pem");

test("a report is signed with one key of the user's, which only the user may read", async () => {
  const { page } = await write();
  const first = await checkReport(file);
  expect(first).toMatchObject({ report: { document: DOCUMENT }, fingerprint: /^SHA256:/ });
  for (const path of [file, page, key()]) expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(page).toBe(join(folder, "audit.html"));
  await write();
  const again = await checkReport(file);
  expect(again).toEqual(first);
});

test("a report with any changed byte is refused", async () => {
  await write();
  const text = await readFile(file, "utf8");
  for (let at = 0; at < text.length; at += 1) {
    const other = text[at] === "x" ? "y" : "x";
    const read = readReport(`${text.slice(0, at)}${other}${text.slice(at + 1)}`);
    expect("fault" in read ? read.fault : faultOf(read.report), `byte ${at}`).toHaveProperty("ko");
  }
  const changed = join(folder, "changed.json");
  await writeFile(changed, text.replace('"quiet"', '"found"'));
  expect(await checkReport(changed)).toHaveProperty("fault");
});

test("a signature of another content or with another key is refused", async () => {
  const own = await signed(DOCUMENT, env);
  const others = await signed(DOCUMENT, { HOME: join(folder, "other") });
  const forged = join(folder, "forged.json");
  for (const report of [
    { ...own, document: { ...DOCUMENT, verdict: "found" as const } },
    { ...own, signature: { ...own.signature, publicKey: others.signature.publicKey } },
    { ...own, signature: { ...own.signature, publicKey: "AAAA" } },
    { ...own, signature: { ...own.signature, value: "" } },
  ]) {
    await writeFile(forged, fileText(report));
    expect(await checkReport(forged)).toHaveProperty("fault");
  }
});

test("a key that others may read signs nothing", async () => {
  await write();
  await chmod(key(), 0o644);
  await expect(write()).rejects.toMatchObject({ code: "KEY_REFUSED" });
  await chmod(key(), 0o600);
});

test("a file that is no report is not overwritten, nor is a page of somebody else", async () => {
  const notes = join(folder, "notes.json");
  await writeFile(notes, "{}");
  await expect(write(notes)).rejects.toMatchObject({ code: "NOT_OURS" });
  expect(await readFile(notes, "utf8")).toBe("{}");
  await writeFile(join(folder, "mine.html"), "<p>mine</p>");
  await expect(write(join(folder, "mine.json"))).rejects.toMatchObject({ code: "NOT_OURS" });
  await expect(write(join(folder, "x.html"))).rejects.toMatchObject({ code: "REPORT_IS_JSON" });
});
