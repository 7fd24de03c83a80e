import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { isFolder, isThere } from "../../kit/is-there.ts";
import { parsedJson } from "../../kit/json.ts";
import { readFound, removeFile, writeWhole } from "./write-file.ts";

/** An install: the folder of its state, and the id of its manifest, by which it is known again after a move. */
const User = z.object({ state: z.string(), id: z.string() });
type User = z.infer<typeof User>;
/** Before 3.2.0 was out they were folders alone. */
const Users = z.object({
  users: z.array(z.union([User, z.string().transform((state) => ({ state, id: "" }))])),
});

/**
 * Who needs the files outside their project, in `users.json` of `folder`. An install whose own manifest is gone
 * does not count. One whose whole project is gone may have been moved: it is lost, until it is added again.
 */
export function sharedUsers(folder: string) {
  const file = join(folder, "users.json");

  const named = async (): Promise<User[]> => {
    const found = await readFound(file);
    if (!found) return [];
    // Never half written, so this is somebody's edit; the next install adds itself again.
    const parsed = Users.safeParse(parsedJson(found.content.toString("utf8")));
    return parsed.success ? parsed.data.users : [];
  };

  const write = async (users: readonly User[]): Promise<void> => {
    if (users.length === 0) return removeFile(file);
    await mkdir(dirname(file), { recursive: true });
    await writeWhole(file, Buffer.from(`${JSON.stringify({ users }, null, 2)}\n`), {});
  };

  const among = async (kind: "living" | "lost", all: readonly User[]): Promise<User[]> => {
    const kinds = await Promise.all(all.map(({ state }) => kindOf(state)));
    return all.filter((_, index) => kinds[index] === kind);
  };

  return {
    living: async (): Promise<string[]> => (await among("living", await named())).map(stateOf),
    lost: async (): Promise<string[]> => (await among("lost", await named())).map(stateOf),
    /** Before its manifest exists: cut off in between, it does not count. */
    async add(state: string, id: string): Promise<void> {
      const all = await named();
      if (all.some((user) => user.state === state && user.id === id)) return;
      const moved = (await among("lost", all)).filter((user) => user.id === id);
      const others = all.filter((user) => user.state !== state && !moved.includes(user));
      await write([...others, { state, id }]);
    },
    /** Forgets those that do not count any more, and with `lost` those that are lost. */
    async tidy(forget?: "lost"): Promise<void> {
      const all = await named();
      const [living, lost] = [await among("living", all), await among("lost", all)];
      const rest = all.filter((user) => living.includes(user) || (!forget && lost.includes(user)));
      if (all.length !== rest.length) await write(rest);
    },
  };
}

async function kindOf(state: string): Promise<"living" | "lost" | "gone"> {
  try {
    if (await isThere(join(state, "manifest.json"))) return "living";
    return (await isFolder(dirname(dirname(state)))) ? "gone" : "lost";
  } catch {
    // Not for this user to look at: it may still need the files.
    return "lost";
  }
}

function stateOf({ state }: User): string {
  return state;
}
