import { endWithUs } from "./end.ts";
import { type Exit, type StartOptions, startProgram } from "./start.ts";

/** A key at the terminal reaches the program itself: the program decides what the key means. */
const KEYS = ["SIGINT", "SIGQUIT"] as const;
/** Sent to us alone. */
const ORDERS = ["SIGTERM", "SIGHUP"] as const;

/**
 * Runs a program on the terminal, input and output of this process, and waits for its end without a limit. SIGINT and
 * SIGQUIT do not end this process meanwhile; SIGTERM and SIGHUP are passed on. Rejects only with PROGRAM_MISSING and
 * PROGRAM_NOT_STARTED.
 */
export async function attach(options: StartOptions): Promise<Exit> {
  const stay = () => undefined;
  for (const key of KEYS) process.on(key, stay);
  const { child, exited } = startProgram(options, { stdio: "inherit", detached: false });
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const order of ORDERS) process.on(order, pass);
  const outlive = endWithUs({ pid: child.pid, group: false });
  try {
    return await exited;
  } finally {
    outlive();
    for (const key of KEYS) process.off(key, stay);
    for (const order of ORDERS) process.off(order, pass);
  }
}
