import { createInterface } from "node:readline";
import { fileLease } from "../../src/kit/lease.ts";

// A process of its own: a line is the file of a lease; it claims that at once and answers with the outcome.
for await (const file of createInterface({ input: process.stdin }))
  console.log(fileLease(file).claim());
