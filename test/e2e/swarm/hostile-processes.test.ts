import { readdir, readFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { sharedArena } from "../../support/arena.ts";
import { type HostilePlace, hostilePlace } from "../../support/hostile.ts";
import { SHELL_SCOPES, shellWorker } from "../../support/hostile-shell.ts";
import { bash, calls, says, waited } from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

/** Seconds that nobody else on the machine sleeps: they name the process. */
const SLEEPS = {
  "nohup … &": ["nohup sleep SECONDS >/dev/null 2>&1 &", "31415.921"],
  "setsid … &": ["setsid sleep SECONDS >/dev/null 2>&1 </dev/null &", "31415.922"],
  "a double fork": ["( ( sleep SECONDS >/dev/null 2>&1 & ) & )", "31415.923"],
} as const;

describe.each(SHELL_SCOPES)("processes of a Worker's shell, with $kind:", ({ sandbox, kind }) => {
  const arena = sharedArena({ sandbox });
  let place: HostilePlace;
  let talk: Talk;
  let said: ToolCall[];
  let listener: Server;
  const heard: string[] = [];

  beforeAll(async () => {
    listener = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", (data) => heard.push(data.toString()));
      socket.end();
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const { port } = listener.address() as AddressInfo;
    const knock = (who: string) =>
      bash(
        `node -e 'const s = require("net").connect(${port}, "127.0.0.1", () => s.end("${who}")); ` +
          `s.on("error", (e) => console.log("no way: " + e.code)); s.resume()'`,
      );
    place = await hostilePlace(arena);
    const seconds = suffix(kind);
    const worker = shellWorker(
      "a",
      Object.values(SLEEPS).map(([line, base]) => line.replace("SECONDS", base + seconds)),
    );
    talk = await arena.talk(place.ground, {
      commander: [calls(knock("the Commander before a run")), ...waited(["a"]), says("So?")],
      workers: { a: [calls(knock("the Worker")), ...worker] },
    });
    await talk.say("build a");
    said = await talk.calls(await talk.worker("a"));
  });
  afterAll(() => {
    listener.close();
  });

  test.each(Object.entries(SLEEPS))(
    "started by %s do not survive the call",
    async (_how, [line, base]) => {
      const ran = said.find(({ input }) => String(input["command"]).includes(base));
      expect(ran).toMatchObject({ status: "completed", tool: "bash" });
      expect(line).toContain("SECONDS");
      expect(await running(base + suffix(kind))).toEqual([]);
    },
  );

  test("the Worker still completes", async () => {
    expect((await place.ground.events("WORKER_COMPLETED")).map(({ worker }) => worker)).toEqual([
      "a",
    ]);
  });

  test.runIf(kind === "bubblewrap")(
    "have no network while OpenCode listens: a listener on loopback hears no agent, and hears the test",
    async () => {
      expect(heard).toEqual([]);
      const { port } = listener.address() as AddressInfo;
      connect(port, "127.0.0.1").end("the test");
      await vi.waitFor(() => expect(heard).toEqual(["the test"]), { timeout: 60_000 });
      expect((await talk.calls())[0]?.text).toMatch(/no way: E(CONNREFUSED|NETUNREACH)/);
      expect(said[0]?.text).toMatch(/no way: E(CONNREFUSED|NETUNREACH)/);
    },
  );

  test.runIf(kind === "compare")("have the network without a sandbox, as is documented", () => {
    expect(heard).toEqual(["the Commander before a run", "the Worker"]);
  });
});

/** Keeps the two modes apart. */
function suffix(kind: string): string {
  return kind === "compare" ? "1" : "2";
}

/** Command lines of processes on this machine with this argument. */
async function running(argument: string): Promise<string[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    ids.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")),
  );
  return lines.filter((line) => line.split("\0").includes(argument));
}
