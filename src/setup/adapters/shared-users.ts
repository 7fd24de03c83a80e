import { dirname, join } from "node:path";
import { z } from "zod";
import { isFolder, isThere } from "../../kit/is-there.ts";
import { parsedJson } from "../../kit/json.ts";
import { PRIVATE_FILE, privateFolder } from "../../kit/private-state.ts";
import { readFound, removeFile, writeWhole } from "./write-file.ts";

/** An install: its state folder, and the id of its manifest, which identifies it after a move. */
const User = z.object({ state: z.string(), id: z.string() });
type User = z.infer<typeof User>;
/** Pre-releases of 3.2.0 wrote plain folder names. */
const Users = z.object({
  users: z.array(z.union([User, z.string().transform((state) => ({ state, id: "" }))])),
});

/**
 * Installs that use the files outside their project, in `users.json` of `folder`. An install whose
 * manifest is gone does not count. An install whose whole project is gone may have been moved: it
 * is lost until it is added again.
 */
export function sharedUsers(folder: string) {
  const file = join(folder, "users.json");

  const named = async (): Promise<User[]> => {
    const found = await readFound(file);
    if (!found) return [];
    // We never write half a file, so someone has edited this one; the next install adds itself again.
    const parsed = Users.safeParse(parsedJson(found.content.toString("utf8")));
    return parsed.success ? parsed.data.users : [];
  };

  const write = async (users: readonly User[]): Promise<void> => {
    if (users.length === 0) return removeFile(file);
    await privateFolder(folder);
    const content = Buffer.from(`${JSON.stringify({ users }, null, 2)}\n`);
    await writeWhole(file, content, { mode: PRIVATE_FILE });
  };

  const among = async (kind: "living" | "lost", all: readonly User[]): Promise<User[]> => {
    const kinds = await Promise.all(all.map(({ state }) => kindOf(state)));
    return all.filter((_, index) => kinds[index] === kind);
  };

  return {
    living: async (): Promise<string[]> => (await among("living", await named())).map(stateOf),
    lost: async (): Promise<string[]> => (await among("lost", await named())).map(stateOf),
    /** Called before the manifest exists: if the install is cut off in between, it does not count. */
    async add(state: string, id: string): Promise<void> {
      const all = await named();
      if (all.some((user) => user.state === state && user.id === id)) return;
      const moved = (await among("lost", all)).filter((user) => user.id === id);
      const others = all.filter((user) => user.state !== state && !moved.includes(user));
      await write([...others, { state, id }]);
    },
    /** Forgets installs that no longer count, and with `lost` also the lost ones. */
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
    // This user may not read the folder: the install may still need the files.
    return "lost";
  }
}

function stateOf({ state }: User): string {
  return state;
}
