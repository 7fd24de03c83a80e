import { execa } from "execa";
import { describe, expect, test } from "vitest";
import type { Sandbox } from "../../../src/shell/sandbox.ts";
import { landlockSandbox } from "../../support/landlock.ts";
import { IS_WHOLE } from "../../support/whole.ts";
import { agentShell, COMPARE, copyProject, sharedProject, writeFiles } from "./guarded-project.ts";
import { type Machine, openMachine } from "./machine.ts";
import { type ShellUser, shellUsers } from "./users.ts";

const landlock = await landlockSandbox();
const original = await sharedProject();
const users = await shellUsers();

const node = (script: string) => `node -e '${script}'`;
const reach = (open: string) =>
  node(`${open}.on("connect", () => process.exit(0)).on("error", () => process.exit(1))`);

/** Each ends with 0 if it works; what it may change lies in folders of this test. */
const ATTACKS: Record<string, (m: Machine) => string> = {
  "a file outside is written": (m) => `echo x > ${m.outside}/f`,
  "a file outside is made": (m) => `echo x > ${m.outside}/new`,
  "a file outside is removed": (m) => `rm ${m.outside}/gone`,
  "a folder outside is made": (m) => `mkdir ${m.outside}/folder`,
  "a file outside is cut": (m) => `python3 -c 'import os; os.truncate("${m.outside}/f", 0)'`,
  "a file is moved out": (m) =>
    `echo x > moved && mv -T moved ${m.outside}/moved && [ ! -e moved ]`,
  "a file is moved in": (m) => `python3 -c 'import os; os.rename("${m.outside}/taken", "taken")'`,
  "a file outside gets a second name inside": (m) => `ln ${m.outside}/f hard`,
  "a link leads out": (m) => `ln -sfn ${m.outside} way && echo x > way/f`,
  "/proc leads out": (m) => `echo x > /proc/self/root${m.outside}/f`,
  "the machine's /tmp is written": (m) => `mktemp ${m.shared}/XXXXXX`,
  "memory that all programs share is written": () => 'f=$(mktemp /dev/shm/aegis-XXXXXX) && rm "$f"',
  "a hidden file is read": (m) => `cat ${m.closed}/secret`,
  "a hidden folder is listed": (m) => `ls ${m.closed}`,
  "a hidden program is started": (m) => `${m.closed}/program`,
  "a hidden file is read by a link": (m) => `ln -sfn ${m.closed} see && cat see/secret`,
  "a hidden file is read through /proc": (m) => `cat /proc/self/root${m.closed}/secret`,
  "another process's environment is read": (m) => `grep -q . /proc/${m.pid}/environ`,
  "another process's folder is entered": (m) => `ls /proc/${m.pid}/cwd/`,
  "another process gets a signal": (m) => `kill -0 ${m.pid}`,
  "a port of the machine is reached": (m) => reach(`require("net").connect(${m.port})`),
  "the same port by IPv6's way to it": (m) =>
    reach(`require("net").connect(${m.port}, "::ffff:127.0.0.1")`),
  "a port is opened": () =>
    node(
      'require("net").createServer().listen(0, () => process.exit(0)).on("error", () => process.exit(1))',
    ),
  "a datagram is sent": (m) =>
    node(
      `const s = require("dgram").createSocket("udp4"); s.on("error", () => process.exit(1)); s.send("x", ${m.port}, "127.0.0.1", (e) => process.exit(e ? 1 : 0))`,
    ),
  "a socket file of the machine is reached": (m) => reach(`require("net").connect("${m.socket}")`),
  "an abstract socket of the machine is reached": (m) =>
    reach(`require("net").connect("\\0${m.abstract}")`),
  "a set-id program is made": () => "cp /bin/true own && chmod u+s own",
  "a namespace is made": () => "unshare -U true",
  "a queue that all programs share is made": () => "id=$(ipcmk -Q | tr -dc 0-9) && ipcrm -q $id",
  "rights can be gained": () => "grep -q 'NoNewPrivs:.0' /proc/self/status",
};

/** What each one prints at its end. */
const WORK: Record<string, [string, string]> = {
  "git's history": ["git log -1 --format=%s", "second"],
  "git's difference": ["echo more >> src/b.ts; git diff --name-only -- src", "src/b.ts"],
  "a repository of its own": [
    "git init -q n && cd n && git -c user.name=a -c user.email=b commit -q --allow-empty -m x && git log --format=%s",
    "x",
  ],
  node: ["node -p 6*7", "42"],
  "a script of npm's": ["npm run --silent say", "npm ran"],
  "node's test runner": ["node --test unit.test.js | grep -c '^# pass 1'", "1"],
  "a child with a channel": [
    node('require("child_process").fork("./child.cjs").on("message", (m) => console.log(m * 7))'),
    "42",
  ],
  python: ["python3 -c 'import tempfile; f = tempfile.TemporaryFile(); print(6 * 7)'", "42"],
  "a home for writing": ["mkdir -p ~/.cache/x && echo y > ~/.cache/x/y && cat ~/.cache/x/y", "y"],
  "a folder for temporary files": ['f=$(mktemp) && echo t > "$f" && cat "$f"', "t"],
  "a file moved between folders": ["mkdir m && echo z > z && mv z m/ && ln m/z z && cat z", "z"],
  "an own process's end": ["sleep 60 & kill $! && wait $! 2>/dev/null; echo ended", "ended"],
  "a pipe that closes early": ["yes | head -1", "y"],
  // As bash itself has them.
  "the usual signals": ["grep -E 'Sig(Blk|Ign)' /proc/self/status | grep -c 0000000000000000", "2"],
  "a fifo": ["mkfifo p && (echo through > p &) && cat p", "through"],
  devices: ["echo x > /dev/null && head -c 4 /dev/urandom | wc -c", "4"],
};
const FILES = {
  "package.json": '{"scripts":{"say":"echo npm ran"}}',
  "unit.test.js": `require("node:test").test("passes", () => {});`,
  "child.cjs": "process.send(6);",
};

/** What the kernel itself says: 0 or less without Landlock. */
const perl = await execa("perl", ["-e", "print syscall(444, 0, 0, 1)"], { reject: false });

test.skipIf(!(Number(perl.stdout) >= 3))("a kernel that has Landlock is used", () => {
  expect(landlock).toMatchObject({ kind: "landlock", signals: Number(perl.stdout) < 6 });
});

describe.skipIf(!landlock).each(users)("under Landlock as %s", (_who, user) => {
  // Both in one call each, which the first test makes.
  let attacked: Promise<Map<string, string>[]> | undefined;
  let worked: Promise<Map<string, string>> | undefined;

  test.each(Object.keys(ATTACKS))("%s: refused, and works without it (control)", async (name) => {
    attacked ??= (async () => [
      await attack(landlock as Sandbox, user),
      await attack(COMPARE, user),
    ])();
    expect((await attacked).map((results) => results.get(name))).toEqual(["refused", "worked"]);
  });

  const working = IS_WHOLE || user === users.at(-1)?.[1] ? Object.entries(WORK) : [];
  test.each(working)("%s works", async (name, [, expected]) => {
    worked ??= work(landlock as Sandbox, user);
    expect((await worked).get(name)).toBe(expected);
  });
});

/** All attacks in one call, each with what came of it. */
async function attack(sandbox: Sandbox, user: ShellUser): Promise<Map<string, string>> {
  const project = await copyProject(original);
  const machine = await openMachine(user, project.root);
  const script = Object.entries(ATTACKS)
    .map(
      ([name, line]) =>
        `echo "=${name}"; ( ${line(machine)} ) >/dev/null 2>&1 </dev/null && echo worked || echo refused`,
    )
    .join("\n");
  const cwd = project.checkout;
  const call = { project, sandbox, command: script, cwd, readWrite: [cwd] };
  try {
    return sections((await agentShell({ ...call, ...user })).output);
  } finally {
    await machine.close();
  }
}

async function work(sandbox: Sandbox, user: ShellUser): Promise<Map<string, string>> {
  const script = Object.entries(WORK)
    .map(([name, [line]]) => `echo "=${name}"; ( ${line} ) 2>&1`)
    .join("\n");
  const project = await copyProject(original);
  const cwd = project.checkout;
  await writeFiles(cwd, FILES);
  const call = { project, sandbox, command: script, cwd, readWrite: [cwd] };
  return sections((await agentShell({ ...call, ...user })).output);
}

function sections(output: string): Map<string, string> {
  const parts = output.split(/^=/m).slice(1);
  return new Map(
    parts.map((part) => {
      const [name = "", ...rest] = part.split("\n");
      return [name, rest.join("\n").trim()];
    }),
  );
}
