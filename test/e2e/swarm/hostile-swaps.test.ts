import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { type HostilePlace, hostilePlace } from "../../support/hostile.ts";
import { SHELL_SCOPES } from "../../support/hostile-shell.ts";
import { bash, calls, reported, says, waited, write } from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

/**
 * Exchanges the folder `d` with `e`, a link to the user's `lib`, for some seconds; ends with
 * the folder in its place.
 */
const LOOP = `import ctypes, os, sys, time
os.chdir("src/a")
os.makedirs("d", exist_ok=True)
if not os.path.lexists("e"): os.symlink("../../../../../lib", "e")
swap = lambda: ctypes.CDLL(None, use_errno=True).renameat2(-100, b"d", -100, b"e", 2)
end = time.time() + float(sys.argv[1])
swaps = 0
while time.time() < end:
    for _ in range(2):
        if swap() != 0: sys.exit("no exchange")
        swaps += 1
        time.sleep(0.0005)
open("stopped", "w").write(str(swaps))
`;
const WRITES = 40;
const manyWrites = Array.from({ length: WRITES }, (_, at) => write(`src/a/d/${at}.txt`, "evil\n"));
describe.each(SHELL_SCOPES)("a folder swapped for a link, with $kind:", ({ sandbox }) => {
  const arena = sharedArena({ sandbox });
  let place: HostilePlace;
  let talk: Talk;
  let said: ToolCall[];
  const written = () =>
    said.filter(({ tool, input }) => tool === "write" && String(input["filePath"]).includes("/d/"));

  beforeAll(async () => {
    place = await hostilePlace(arena);
    // Uncommitted, so that only their bytes on disk are left of them.
    await mkdir(join(place.top, "lib"));
    for (let at = 0; at < WRITES; at += 2)
      await writeFile(join(place.top, "lib", `${at}.txt`), "mine\n");
    talk = await arena.talk(place.ground, {
      commander: [...waited(["a"]), says("So?")],
      workers: {
        a: [
          calls(write("src/a/loop.py", LOOP)),
          calls(bash("/usr/bin/python3 src/a/loop.py 2; cat src/a/stopped"), ...manyWrites),
          calls(
            bash("rm -rf src/a/d src/a/e src/a/stopped src/a/loop.py"),
            write("src/a/ok.txt", "a\n"),
          ),
          ...reported("a"),
        ],
      },
    });
    await talk.say("build a");
    said = await talk.calls(await talk.worker("a"));
  });

  test("no write of the same message ran beside the shell that swapped: none was refused", () => {
    const shell = said.find(({ tool, text }) => tool === "bash" && /^\d+/.test(text));
    expect(Number(shell?.text.trim())).toBeGreaterThan(100);
    expect(written().map(({ status }) => status)).toEqual(
      Array.from({ length: WRITES }, () => "completed"),
    );
  });

  test("the user's files keep their bytes, and none is added", async () => {
    const lib = join(place.top, "lib");
    const found = await readdir(lib);
    expect(found).toHaveLength(WRITES / 2);
    for (const name of found) expect(await readFile(join(lib, name), "utf8")).toBe("mine\n");
  });

  test("the Worker goes on and completes", async () => {
    expect((await place.ground.events("WORKER_COMPLETED")).map(({ worker }) => worker)).toEqual([
      "a",
    ]);
    expect(talk.divergences).toEqual([]);
  });
});
