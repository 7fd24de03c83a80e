import { rmSync } from "node:fs";
import { type FileLease, fileLease } from "./lease.ts";
import { statePaths } from "./state-paths.ts";

/** The lease of the checkout at `top`. What its holder shows of its agents goes with the lease. */
export function projectLease(top: string): FileLease {
  const { lease: file, liveCalls } = statePaths(top);
  const lease = fileLease(file);
  return {
    ...lease,
    release() {
      if (lease.isOurs()) rmSync(liveCalls, { force: true });
      lease.release();
    },
  };
}
