import { execa } from "execa";

/** For whom a shell runs: the user of this test, or another one by its number. */
export interface ShellUser {
  uid?: number;
}

/** As root also an ordinary user, if that user may enter the folder of this test. */
export async function shellUsers(): Promise<[string, ShellUser][]> {
  if (process.getuid?.() !== 0) return [["this user", {}]];
  const uid = 65_534;
  const mayEnter = await execa("true", { uid, gid: uid, reject: false });
  if (mayEnter.exitCode === 0)
    return [
      ["root", {}],
      ["an ordinary user", { uid }],
    ];
  console.warn("the sandbox of an ordinary user is not tested: this folder is closed to others");
  return [["root", {}]];
}
