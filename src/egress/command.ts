import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { DoctorContext } from "../doctor/context.ts";
import { paintWith } from "../kit/paint.ts";
import type { Language } from "../kit/sentence.ts";
import { wrapped } from "../kit/wrap.ts";
import { audit } from "./audit.ts";
import { auditLines, type Line } from "./core/show.ts";
import { exitCodeOf } from "./core/verdict.ts";
import { EGRESS_WORDS } from "./core/words.ts";
import { checkReport, writeReport } from "./report-files.ts";

export interface AuditFlags {
  readonly json: boolean;
  readonly language: Language;
  readonly color: boolean;
  readonly columns?: number | undefined;
  readonly cwd: string;
  readonly packageRoot: string;
  readonly timeoutMs?: number | undefined;
  /** Where the signed report goes; undefined: nowhere. */
  readonly report?: string | undefined;
  /** Also try each layer of this machine. */
  readonly verify: boolean;
}

/** `oh-my-qwencoder doctor --egress`. Resolves with the exit code: 0 nothing attempted, 1 attempts, 2 could not look. */
export async function auditCommand(flags: AuditFlags): Promise<0 | 1 | 2> {
  const stop = new AbortController();
  // The listener stays: without one, signal-exit would end this process before the layers are removed.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => (stop.signal.aborted ? process.exit(130) : stop.abort()));
  const { language, json } = flags;
  const place = { ...(await placeOf(flags)), signal: stop.signal };
  const document = await audit(place, { verify: flags.verify }).catch((error: unknown) => {
    if (stop.signal.aborted) process.exit(130);
    throw error;
  });
  const exitCode = exitCodeOf(document);
  const file = flags.report === undefined ? undefined : resolve(flags.report);
  const written =
    file === undefined
      ? undefined
      : { file, ...(await writeReport(document, { file, env: process.env, language })) };
  if (json) {
    print(JSON.stringify({ exitCode, ...document, ...(written ? { written } : {}) }, null, 2));
    return exitCode;
  }
  for (const line of auditLines(document, language)) print(shown(line, flags));
  if (written) print(EGRESS_WORDS[language].written(written.file, written.page));
  return exitCode;
}

/** `oh-my-qwencoder doctor --egress --check-report <file>`: 0 the signature holds, 1 it does not. */
export async function checkReportCommand(
  file: string,
  { json, language }: Pick<AuditFlags, "json" | "language">,
): Promise<0 | 1> {
  const { report: words } = EGRESS_WORDS[language];
  const checked = await checkReport(resolve(file));
  if ("fault" in checked) {
    print(
      json
        ? JSON.stringify({ ok: false, fault: checked.fault.en })
        : words.refused(checked.fault[language]),
    );
    return 1;
  }
  const { report, fingerprint } = checked;
  const { at, verdict } = report.document;
  if (json) print(JSON.stringify({ ok: true, fingerprint, at, verdict, proves: words.proves }));
  else print([words.valid(fingerprint), words.madeAt(at), words.proves].join("\n"));
  return 0;
}

function shown({ mark, text, deep }: Line, { color, columns }: AuditFlags): string {
  const paint = paintWith(color);
  const marks = {
    ok: `${paint.green("✓")} `,
    bad: `${paint.red("✗")} `,
    unseen: `${paint.yellow("?")} `,
    plain: "",
  };
  return wrapped(`${deep ? "    " : ""}${marks[mark]}${text}`, columns, 4);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function placeOf({ cwd, packageRoot, timeoutMs }: AuditFlags): Promise<DoctorContext> {
  const manifest = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8")) as {
    version: string;
    engines: { opencode: string };
  };
  const { version, engines } = manifest;
  return {
    cwd,
    env: process.env,
    packageRoot,
    timeoutMs,
    version,
    openCodeRange: engines.opencode,
  };
}
