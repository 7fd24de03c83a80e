import type { Command } from "commander";
import type { AuditFlags } from "./command.ts";

/** The options of the audit on the command line. */
export interface AuditOptions {
  egress?: boolean;
  verify?: boolean;
  report?: string;
  checkReport?: string;
}

/** Adds the options of the outbound audit to `doctor`; its code is loaded on use. */
export function auditOptions(doctor: Command): Command {
  return doctor
    .option("--egress", "outbound audit: run OpenCode where everything that leaves is seen")
    .option("--verify", "with --egress: also try each layer of this machine, with a control")
    .option("--report <file>", "with --egress: write a signed report (JSON), and a page beside it")
    .option("--check-report <file>", "with --egress: check the signature of a report instead");
}

/** Why these options do not go together. */
export function auditContradiction(options: AuditOptions): string | undefined {
  const { egress, report, checkReport, verify } = options;
  if (!egress && (report ?? checkReport ?? verify) !== undefined)
    return "--verify, --report and --check-report need --egress";
  if (checkReport !== undefined && (report ?? verify) !== undefined)
    return "--check-report runs no audit; leave out --report and --verify";
  return undefined;
}

/** Runs the audit, or checks a report. Resolves with the exit code. */
export async function runAudit(
  { report, checkReport, verify = false }: AuditOptions,
  flags: Omit<AuditFlags, "report" | "verify">,
): Promise<0 | 1 | 2> {
  const { auditCommand, checkReportCommand } = await import("./command.ts");
  if (checkReport !== undefined) return checkReportCommand(checkReport, flags);
  return auditCommand({ ...flags, report, verify });
}
