import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { credentials } from "../../../src/host/serve.ts";
import { sharedArena } from "../../support/arena.ts";
import type { Ground } from "../../support/ground.ts";
import { PLAYED_SCOPES, shellWorker } from "../../support/hostile-shell.ts";
import { expectRefused } from "../../support/refused.ts";
import {
  approved,
  bash,
  calls,
  founded,
  propose,
  says,
  waitForAll,
} from "../../support/script-lines.ts";
import type { Talk, ToolCall } from "../../support/talk.ts";

const KEY = `key-${randomUUID()}`;
const OTHER = `other-${randomUUID()}`;

describe.each(PLAYED_SCOPES)("a server with a password, shells in $kind:", ({ sandbox, kind }) => {
  const arena = sharedArena({
    sandbox,
    config: { provider: { vllm: { options: { apiKey: "{env:CASE_MODEL_KEY}" } } } },
    env: { CASE_MODEL_KEY: KEY, CASE_OTHER: OTHER },
  });
  let ground: Ground;
  let talk: Talk;
  let said: ToolCall[];
  let worker: ToolCall[];

  beforeAll(async () => {
    const { url, password } = arena.host.address;
    const { port } = new URL(url);
    const knock = `(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null && echo reached || echo refused`;
    const command = `curl -s -o /dev/null -w '%{http_code}' ${url}/config; env | grep -c -e ${password} -e ${KEY}`;
    // OpenCode asks the user about paths that it sees in a command.
    const each = "for f in /$D/[0-9]*/environ; do tr '\\0' '\\n' < $f; done 2>/dev/null";
    const spy = `D=proc; ${each} | grep -e ${password} -e ${KEY} -e ${OTHER}`;
    ground = await arena.ground();
    talk = await arena.talk(ground, {
      commander: [
        calls(bash(knock), bash(command), bash(spy)),
        ...approved(["a"]),
        calls(bash(knock)),
        ...founded(),
        calls(waitForAll()),
        says("So?"),
      ],
      workers: { a: shellWorker("a", [knock, command, spy]) },
    });
    await talk.say("build a");
    said = await talk.callsOf("bash");
    worker = await talk.callsOf("bash", await talk.worker("a"));
  });

  test("answers whoever has the password, and nobody else (control)", async () => {
    const { url, password } = arena.host.address;
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${url}/config?directory=${ground.dir}`, { headers })).status;
    expect(await status(credentials({ url, password }))).toBe(200);
    for (const wrong of ["", "x".repeat(password.length), "undefined"])
      expect(await status(credentials({ url, password: wrong }))).toBe(401);
  });

  test("a run goes from the proposal to a Worker's report", async () => {
    expect(await ground.events("WORKER_COMPLETED")).toHaveLength(1);
  });

  test("the approval says that the answer came through the port", async () => {
    const [event] = await ground.events("PLAN_APPROVED");
    expect(event?.approval).toMatchObject({ by: "question", way: "server" });
  });

  test("no shell of an agent reaches the port in bubblewrap; without a sandbox it needs the password", () => {
    const knocks = [...said, ...worker].filter(({ input }) => /tcp/.test(String(input["command"])));
    expect(knocks).toHaveLength(3);
    const expected = kind === "bubblewrap" ? "refused" : "reached";
    for (const { text } of knocks) expect(text.trim()).toBe(expected);
    const requests = [...said, ...worker].filter(({ input }) =>
      String(input["command"]).startsWith("curl"),
    );
    expect(requests).toHaveLength(2);
    for (const { text } of requests)
      expect(text.trim()).toBe(kind === "bubblewrap" ? "0000" : "4010");
  });

  test("the environment of no process shows the password or the model's key to a shell", () => {
    const spied = [...said, ...worker].filter(({ input }) =>
      String(input["command"]).startsWith("D=proc"),
    );
    expect(spied).toHaveLength(2);
    for (const { text } of spied) {
      expect(text).not.toContain(KEY);
      expect(text).not.toContain(arena.host.address.password);
      // What nobody needs to hide shows that the shell could look.
      if (kind === "compare") expect(text).toContain(OTHER);
    }
  });

  test("OpenCode's own initial environment has lost both, and no other variable", async () => {
    const environ = await readFile(`/proc/${arena.host.pid}/environ`, "utf8");
    expect(environ).not.toContain(KEY);
    expect(environ).not.toContain(arena.host.address.password);
    expect(environ).toContain(`CASE_OTHER=${OTHER}`);
    expect(environ).toContain(`HOME=${arena.env["HOME"]}`);
  });

  test("OpenCode still knows both after a reload", async () => {
    await arena.host.api("POST", "/instance/dispose", {}, { directory: ground.dir });
    const config = await arena.host.api("GET", "/config", undefined, { directory: ground.dir });
    expect(JSON.stringify(config)).toContain(`"apiKey":"${KEY}"`);
  });
});

describe("a server without a password", () => {
  const arena = sharedArena({ env: { OPENCODE_SERVER_PASSWORD: "" } });

  test("starts no run, and says why and which command helps", async () => {
    const { ground, talk } = await arena.begin({
      commander: [calls(propose(["a"])), says("The server is open.")],
    });
    await talk.say("build a");
    const refused = await talk.last("design_propose");
    expectRefused(refused, "SERVER_OPEN");
    expect(refused.text).toContain(arena.host.address.url);
    expect(refused.text).toMatch(/OPENCODE_SERVER_PASSWORD='[^']+' opencode serve /);
    expect(await ground.events("RUN_STARTED")).toEqual([]);
  });

  test("lets the Commander work without a run (control)", async () => {
    const { talk } = await arena.begin({ commander: [calls(bash("echo works")), says("Done.")] });
    await talk.say("say something");
    expect((await talk.last("bash")).text.trim()).toBe("works");
  });
});
