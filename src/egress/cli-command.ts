import type { Command } from "commander";
import type { AuditFlags } from "./command.ts";

/** The options of the audit on the command line. */
export interface AuditOptions {
  egress?: boolean;
  report?: string;
  checkReport?: string;
}

/** Adds the options of the outbound audit to `doctor`; its code is loaded on use. */
export function auditOptions(doctor: Command): Command {
  return doctor
    .option("--egress", "outbound audit: run OpenCode where everything that leaves is seen")
    .option("--report <file>", "with --egress: write a signed report (JSON), and a page beside it")
    .option("--check-report <file>", "with --egress: check the signature of a report instead");
}

/** Why these options do not go together. */
export function auditContradiction(options: AuditOptions): string | undefined {
  const { egress, report, checkReport } = options;
  if (!egress && (report ?? checkReport) !== undefined)
    return "--report and --check-report need --egress";
  if (report !== undefined && checkReport !== undefined)
    return "--check-report runs no audit; leave out --report";
  return undefined;
}

/** Runs the audit, or checks a report. Resolves with the exit code. */
export async function runAudit(
  { report, checkReport }: AuditOptions,
  flags: Omit<AuditFlags, "report">,
): Promise<0 | 1 | 2> {
  const { auditCommand, checkReportCommand } = await import("./command.ts");
  if (checkReport !== undefined) return checkReportCommand(checkReport, flags);
  return auditCommand({ ...flags, report });
}
