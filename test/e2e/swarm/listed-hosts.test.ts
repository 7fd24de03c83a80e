import { once } from "node:events";
import { mkdir, readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SETTINGS_FILE, USER_SETTINGS_FILE } from "../../../src/kit/state-paths.ts";
import { sharedArena } from "../../support/arena.ts";
import { shellWorker } from "../../support/hostile-shell.ts";
import { ownAddress } from "../../support/own-address.ts";
import { approved, bash, calls, founded, says, waitForAll } from "../../support/script-lines.ts";
import type { ToolCall } from "../../support/talk.ts";

const own = ownAddress();

describe.skipIf(own === undefined)(
  "a user's list of hosts, while OpenCode listens on a port",
  () => {
    const arena = sharedArena({ env: { CASE: "listed" } });
    const servers: Server[] = [];
    const heard: string[] = [];
    let before: ToolCall[];
    let worker: ToolCall[];
    let description: string;

    beforeAll(async () => {
      const [mirror, other] = [await serve("mirror"), await serve("other")];
      const control = `${own}:${new URL(arena.host.address.url).port}`;
      const settings = (list: string[]) =>
        JSON.stringify({ shell: { network: { allowedDomains: list } } });
      const { env } = arena;
      const config = env["XDG_CONFIG_HOME"] ?? join(env["HOME"] ?? "", ".config");
      await mkdir(dirname(join(config, USER_SETTINGS_FILE)), { recursive: true });
      await writeFile(join(config, USER_SETTINGS_FILE), settings([mirror, control]));
      // What a clone brings opens nothing.
      const ground = await arena.ground({
        "README.md": "# demo\n",
        [SETTINGS_FILE]: settings([other]),
      });
      const ask = (place: string, more = "") =>
        bash(`curl -sS -m 20 ${more} http://${place}/ 2>&1; true`);
      const past = `ls /run/aegis-out; curl -sS -m 5 http://${mirror}/; curl -sS -m 5 -x http://127.0.0.1:30128 http://${mirror}/`;
      const talk = await arena.talk(ground, {
        commander: [
          calls(ask(mirror)),
          ...approved(["a"]),
          calls(ask(mirror), ask(other), ask(control), ask("localhost:1", "--noproxy ''")),
          ...founded(),
          calls(waitForAll()),
          calls(ask(mirror)),
          says("So?"),
        ],
        workers: { a: shellWorker("a", [`${past} 2>&1; true`]) },
      });
      await talk.say("build a");
      before = await talk.callsOf("bash");
      worker = await talk.callsOf("bash", await talk.worker("a"));
      const requests = JSON.stringify(arena.model.requests);
      description = requests;
    });
    afterAll(() => {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    });

    async function serve(name: string): Promise<string> {
      const server = createServer((_asked, answer) => {
        heard.push(name);
        answer.end(`${name} answers`);
      });
      servers.push(server);
      server.listen(0, "0.0.0.0");
      await once(server, "listening");
      return `${own}:${(server.address() as AddressInfo).port}`;
    }

    test("the Commander reaches a listed host, in FOUNDATION and without a run", () => {
      const [free, founding] = before;
      expect(free?.text).toBe("mirror answers");
      expect(founding?.text).toBe("mirror answers");
    });

    test("another host, OpenCode's port and loopback are refused, and the answer names host and key", () => {
      const [, , other, control, loopback] = before;
      for (const [call, why] of [
        [other, "not in the list"],
        [control, "OpenCode's own port"],
        [loopback, "not in the list"],
      ] as const) {
        expect(call?.text).toContain("[AEGIS HOST_NOT_ALLOWED]");
        expect(call?.text).toContain(why);
        expect(call?.text).toContain("shell.network.allowedDomains");
      }
      expect(other?.text).toMatch(/Refused: \d+\.\d+\.\d+\.\d+:\d+ \(/);
      expect(heard).not.toContain("other");
    });

    test("a Worker reaches nothing, nor does the Commander after FOUNDATION", () => {
      expect(worker[0]?.text).not.toContain("answers");
      expect(worker[0]?.text).toMatch(/No such file[\s\S]*\(7\)[\s\S]*\(7\)/);
      expect(before.at(-1)?.text).toMatch(/curl: \(7\)/);
      expect(heard).toEqual(["mirror", "mirror"]);
    });

    test("the tool's description says what can be reached", () => {
      expect(description).toContain(`no run is open: ${own}:`);
    });

    test("OpenCode holds no socket of an ended call", async () => {
      const fds = `/proc/${arena.host.pid}/fd`;
      const links = (await readdir(fds)).map((fd) => readlink(join(fds, fd)).catch(() => ""));
      const held = (await Promise.all(links)).map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]);
      const table = (await readFile("/proc/net/unix", "utf8")).split("\n");
      const ours = table.filter((line) => line.includes("/aegis-out-"));
      expect(ours.filter((line) => held.includes(line.split(/ +/)[6]))).toEqual([]);
    });
  },
);
