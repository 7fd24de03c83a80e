import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { readFound, removeFile, writeWhole } from "./write-file.ts";

const Users = z.object({ users: z.array(z.string()) });

/**
 * Who needs the files outside their project: state folders of installs, in `users.json` of `folder`. One
 * whose own manifest is gone does not count.
 */
export function sharedUsers(folder: string) {
  const file = join(folder, "users.json");

  const named = async (): Promise<string[]> => {
    const found = await readFound(file);
    if (!found) return [];
    // Never half written, so this is somebody's edit; the next install adds itself again.
    const parsed = Users.safeParse(asJson(found.content));
    return parsed.success ? parsed.data.users : [];
  };

  const write = async (users: readonly string[]): Promise<void> => {
    if (users.length === 0) return removeFile(file);
    await mkdir(dirname(file), { recursive: true });
    await writeWhole(file, Buffer.from(`${JSON.stringify({ users }, null, 2)}\n`), {});
  };

  const living = async (): Promise<string[]> => {
    const all = await named();
    const there = await Promise.all(all.map((user) => isFile(join(user, "manifest.json"))));
    return all.filter((_, index) => there[index]);
  };

  return {
    living,
    /** Before its manifest exists: cut off in between, it does not count. */
    async add(user: string): Promise<void> {
      const all = await named();
      if (!all.includes(user)) await write([...all, user]);
    },
    /** Forgets those that do not count any more. */
    async tidy(): Promise<void> {
      const [all, rest] = [await named(), await living()];
      if (all.length !== rest.length) await write(rest);
    },
  };
}

function asJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString("utf8"));
  } catch {
    return undefined;
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
