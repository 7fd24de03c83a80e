import type { Stats } from "node:fs";
import { chmod, lstat } from "node:fs/promises";
import { everyPart } from "../../kit/every-part.ts";
import { type ByteString, utf8 } from "./git.ts";

const SET_ID = 0o6000;
const OTHERS = 0o1777;

/**
 * Takes the setuid and setgid bits off files below `dir`: a copy of a program with such a bit runs with the rights of its
 * owner for everybody who may start it. Adds the paths that had one to `stripped`. Folders are not looked at. Goes on
 * after a file that cannot be changed, then rejects like `everyPart`.
 */
export async function stripSetId(
  dir: string,
  paths: readonly ByteString[],
  stripped: string[],
): Promise<void> {
  await everyPart(
    paths.map((path) => async () => {
      const at = Buffer.concat([Buffer.from(`${dir}/`), Buffer.from(path, "latin1")]);
      const found: Stats | undefined = await lstat(at).catch(absent);
      if (!found?.isFile() || (found.mode & SET_ID) === 0) return;
      await chmod(at, found.mode & OTHERS);
      stripped.push(utf8(path));
    }),
  );
}

function absent(cause: unknown): undefined {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  throw cause;
}
