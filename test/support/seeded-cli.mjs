// `seededCommand` as a process of its own, which a test may kill or interrupt.
import { seededCommand } from "./seeded-command.mjs";

process.exitCode = await seededCommand(process.argv[2] ?? "install", {
  cwd: process.cwd(),
  env: process.env,
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
});
