import type { Environment } from "../../kit/environment.ts";
import { findOnPath } from "../../kit/search-path.ts";
import { shellWord } from "../../kit/shell-word.ts";
import { command, type Fix, person } from "../core/fix.ts";

const MANAGERS = [
  ["apt-get", "install -y", true],
  ["dnf", "install -y", true],
  ["pacman", "-S --noconfirm", true],
  ["apk", "add", true],
  ["brew", "install", false],
] as const;

/** The line that installs packages with the package manager of this machine; root needs no sudo. */
export async function installLine(env: Environment, ...packages: string[]): Promise<Fix> {
  const names = packages.map(shellWord).join(" ");
  for (const [program, verb, asRoot] of MANAGERS) {
    if ((await findOnPath(program, env["PATH"] ?? "")) === undefined) continue;
    const sudo = asRoot && process.getuid?.() !== 0 ? "sudo " : "";
    return command(`${sudo}${program} ${verb} ${names}`);
  }
  return person(`install ${names}`, `${names}을(를) 설치하세요`);
}
