import { once } from "node:events";
import { request as ask, type IncomingMessage } from "node:http";
import type { ServerAddress } from "../../src/host/serve.ts";
import type { HostOptions } from "./lent-host.ts";

/** A borrowed OpenCode; no other file uses it meanwhile. */
export interface Loan {
  address: ServerAddress;
  pid: number;
  env: Readonly<Record<string, string>>;
  logFile: string;
  /** A folder for this loan alone. */
  folder: string;
}

/** The request of a test file; the model server belongs to the file. */
export interface LoanRequest {
  options: Pick<HostOptions, "sandbox" | "undo">;
  modelPort: number;
}

/**
 * Borrows an OpenCode from the pool. The loan lasts as long as the answer stays open. Node's own client waits without a
 * limit, for the first byte and between bytes; `fetch` would end a loan after 300 s of silence.
 */
export async function borrow(
  pool: string,
  what: LoanRequest,
): Promise<{ loan: Loan; giveBack: () => void }> {
  const asking = ask(pool, { method: "POST", agent: false });
  asking.end(JSON.stringify(what));
  try {
    const [answer] = (await once(asking, "response")) as [IncomingMessage];
    const loan = JSON.parse(await firstLine(answer)) as Loan;
    return { loan, giveBack: () => void asking.destroy() };
  } catch (error) {
    asking.destroy();
    throw new Error("The pool lent no OpenCode", { cause: error });
  }
}

/** Reads one line; the answer stays open behind it. */
function firstLine(answer: IncomingMessage): Promise<string> {
  answer.setEncoding("utf8");
  return new Promise((resolve, reject) => {
    let line = "";
    answer.on("data", (part: string) => {
      line += part;
      if (line.endsWith("\n")) resolve(line);
    });
    // A cut answer has "error" and "close"; both leave a resolved promise as it is.
    answer.on("error", reject);
    answer.on("close", () => reject(new Error("the answer ended early")));
  });
}
