import { networkInterfaces } from "node:os";

/** An address of this machine that is not loopback; undefined on a machine with loopback alone, which it says. */
export function ownAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const found = all.find(({ internal, family }) => !internal && family === "IPv4")?.address;
  if (found === undefined)
    console.warn("listed hosts are not tested: this machine has loopback alone");
  return found;
}
