import { readFile, writeFile } from "node:fs/promises";
import type { Environment } from "../kit/environment.ts";
import { AegisError } from "../kit/errors.ts";
import { isThere } from "../kit/is-there.ts";
import { PRIVATE_FILE } from "../kit/private-state.ts";
import { type Language, type Sentence, say } from "../kit/sentence.ts";
import { auditPage, GENERATOR } from "./core/page.ts";
import {
  type AuditDocument,
  fileText,
  readReport,
  type SignedReport,
} from "./core/report-document.ts";
import { faultOf, fingerprintOf, signed } from "./signing.ts";

/** Signs the audit, and writes the report and the page beside it. Throws NOT_OURS, KEY_REFUSED. */
export async function writeReport(
  document: AuditDocument,
  place: { file: string; env: Environment; language: Language },
): Promise<{ page: string }> {
  const { file, env, language } = place;
  const page = pageBeside(file);
  await checkFree(file, (text) => "report" in readReport(text));
  await checkFree(page, (text) => text.includes(GENERATOR));
  const report = await signed(document, env);
  const fingerprint = fingerprintOf(report.signature.publicKey);
  await writeFile(file, fileText(report), { mode: PRIVATE_FILE });
  await writeFile(page, auditPage(report, fingerprint, language), { mode: PRIVATE_FILE });
  return { page };
}

/** The report in a file, if its signature holds; otherwise why it is refused. */
export async function checkReport(
  file: string,
): Promise<{ report: SignedReport; fingerprint: string } | { fault: Sentence }> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new AegisError(
      "NO_REPORT",
      say(
        `${file} cannot be read: ${error.message}`,
        `${file} 파일을 읽을 수 없습니다: ${error.message}`,
      ),
      say("Name a report.", "보고서 파일을 지정하세요."),
    );
  });
  const read = readReport(text);
  if ("fault" in read) return read;
  const fault = faultOf(read.report);
  if (fault !== undefined) return { fault };
  return { report: read.report, fingerprint: fingerprintOf(read.report.signature.publicKey) };
}

function pageBeside(file: string): string {
  if (file.endsWith(".html"))
    throw new AegisError(
      "REPORT_IS_JSON",
      say(
        `${file} is the name of a page, but the report is JSON.`,
        `${file}은(는) 페이지의 이름이지만 보고서는 JSON입니다.`,
      ),
      say(
        "Name a file that ends in .json; the page is written beside it.",
        ".json으로 끝나는 이름을 지정하세요. 페이지는 그 옆에 만들어집니다.",
      ),
    );
  return `${file.replace(/\.json$/, "")}.html`;
}

/** A file that is not an earlier report of ours is not overwritten. */
async function checkFree(file: string, isOurs: (text: string) => boolean): Promise<void> {
  if (!(await isThere(file))) return;
  if (isOurs(await readFile(file, "utf8"))) return;
  throw new AegisError(
    "NOT_OURS",
    say(
      `${file} exists and is no report of an audit.`,
      `${file} 파일이 이미 있고 감사 보고서가 아닙니다.`,
    ),
    say("Name another file.", "다른 파일 이름을 지정하세요."),
  );
}
