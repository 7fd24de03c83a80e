import { expect, test } from "vitest";
import { say } from "../../../../src/kit/sentence.ts";
import {
  openServer,
  startCommand,
  startsWork,
} from "../../../../src/swarm/core/run/server-open.ts";

const url = "http://127.0.0.1:4096/";

test("only a server that counts as open is refused, with its address, the reason and the command", () => {
  expect(openServer({ listens: false }, "opencode")).toBeUndefined();
  expect(openServer({ listens: true, url }, "opencode serve")).toBeUndefined();
  const denial = openServer(
    { listens: true, url, why: say("answers without a password", "비밀번호 없이 응답함") },
    "opencode web",
  );
  expect(denial).toMatchObject({ code: "SERVER_OPEN" });
  expect(denial?.why.en).toContain(`${url} and answers without a password`);
  expect(denial?.next).toMatch(/OPENCODE_SERVER_PASSWORD='.+' opencode web$/);
});

test.each([
  [["bun", "/$bunfs/root/src/index.js", "serve", "--port", "4096"], "opencode serve --port 4096"],
  [["bun", "/$bunfs/root/src/index.js", "web"], "opencode web"],
  [["bun", "/$bunfs/root/src/cli/tui/worker.js"], "opencode"],
  [["bun", "/$bunfs/root/src/index.js", "run", "build it"], "opencode"],
])("%j was started by %s", (argv, command) => {
  expect(startCommand(argv)).toBe(command);
});

test("what starts work waits for a closed server; looking, waiting and aborting do not", () => {
  const tools = ["design_propose", "design_approve", "dispatch_workers", "worker_retry"];
  expect(tools.every(startsWork)).toBe(true);
  expect(["worker_status", "worker_wait", "swarm_abort", "worker_cancel"].some(startsWork)).toBe(
    false,
  );
});
