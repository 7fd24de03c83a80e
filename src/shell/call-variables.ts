import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { homeLinks } from "./view/home-links.ts";

/** A list that shell/environment.ts wrote for the call that this process starts. */
export function listed(name: string): string[] {
  return (process.env[`AEGIS_${name}`] ?? "").split("\n").filter((line) => line !== "");
}

/** A raw path, as shell/environment.ts writes it for `printf %b`. */
export function unescaped(line: string): string {
  return line.replace(/\\x([0-9a-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Makes an empty home with links to what the shell sees of the user's, and a folder for temporary files. */
export function privateFolders(own: string): { home: string; tmp: string } {
  const folders = { home: join(own, "home"), tmp: join(own, "tmp") };
  for (const folder of Object.values(folders)) mkdirSync(folder, { mode: 0o700 });
  for (const { at, to } of homeLinks(process.env["HOME"] ?? "", listed("VISIBLE"))) {
    const link = join(folders.home, at);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(to, link);
  }
  return folders;
}
