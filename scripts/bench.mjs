import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { bench } from "../dist/bench.js";

await bench({
  root: dirname(dirname(fileURLToPath(import.meta.url))),
  searchPath: process.env["PATH"] ?? "",
  args: process.argv.slice(2),
  out: (text) => process.stdout.write(text),
  note: (text) => process.stderr.write(`· ${text}\n`),
});
