import { createInterface } from "node:readline";
import { fileLease } from "../../src/kit/lease.ts";

// A separate process: each input line names the file of a lease; the process claims the lease at once and answers with
// the outcome.
for await (const file of createInterface({ input: process.stdin }))
  console.log(fileLease(file).claim());
