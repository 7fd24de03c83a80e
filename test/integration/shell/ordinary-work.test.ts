import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../../src/swarm/config.ts";
import {
  agentShell,
  copyProject,
  machineSandbox,
  sharedProject,
  writeFiles,
} from "./guarded-project.ts";
import { shellUsers } from "./users.ts";

const sandbox = await machineSandbox();
const original = await sharedProject();
const users = await shellUsers();
const modules = fileURLToPath(new URL("../../../node_modules", import.meta.url));

const POOLS = `import multiprocessing as m
def square(x): return x * x
if __name__ == "__main__":
    for method in ["fork", "spawn", "forkserver"]:
        with m.get_context(method).Pool(2) as pool: assert pool.map(square, [2, 3]) == [4, 9]
    with m.Manager() as manager: manager.dict(a=1)
    print("pools ran")
`;
const CLUSTER = `const cluster = require("cluster");
if (cluster.isPrimary) cluster.fork().on("listening", (_) => { console.log("cluster listens"); process.exit(); });
else require("http").createServer().listen(0);
`;
const FILES = {
  "package.json": '{"scripts":{"say":"echo npm ran"},"type":"module"}',
  "unit.test.js": `import { test } from "node:test"; test("passes", () => {});`,
  "second.test.js": `import { test } from "node:test"; test("passes", () => {});`,
  "vitest/a.spec.ts": `import { expect, test } from "vitest"; test("a", () => expect(1).toBe(1));`,
  "cluster.cjs": CLUSTER,
  "pools.py": POOLS,
  "main.c": "int main(void) { return 0; }",
};

const WORK: [string, string, string | RegExp][] = [
  ["npm run", "npm run --silent say", "npm ran"],
  ["node's test runner", "node --test unit.test.js second.test.js", /# pass 2/],
  [
    "vitest in forks",
    `ln -s ${modules} node_modules; npx vitest run --root vitest --pool forks`,
    /1 passed/,
  ],
  [
    "vitest in threads",
    `ln -s ${modules} node_modules; npx vitest run --root vitest --pool threads`,
    /1 passed/,
  ],
  ["tsc", `${modules}/.bin/tsc --version`, /^Version/],
  ["node's cluster", "node cluster.cjs", "cluster listens"],
  [
    "network interfaces",
    "node -p 'Object.keys(require(\"os\").networkInterfaces()).length >= 0'",
    "true",
  ],
  [
    "a repository of its own",
    "git init -q n && cd n && git -c user.name=a -c user.email=b commit -q --allow-empty -m x && git log --format=%s",
    "x",
  ],
  [
    "an archive",
    "mkdir d && touch d/a && tar cf d.tar d && tar xf d.tar && cp -a d e && ls e",
    "a",
  ],
  ["a fifo and a job", "mkfifo f && (echo through > f &) && cat f", "through"],
  ["a terminal of its own", "script -qec 'echo typed' /dev/null | tr -d '\\r'", "typed"],
];

describe.skipIf(sandbox.kind !== "bubblewrap").each(users)("as %s", (_who, user) => {
  const work = async (command: string) => {
    const project = await copyProject(original);
    const cwd = project.checkout;
    await writeFiles(cwd, FILES);
    const bounds = resolveConfig([]).shell;
    const call = { project, sandbox, command, cwd, readWrite: [cwd], bounds, visible: [modules] };
    return (await agentShell({ ...call, ...user })).output;
  };

  test.each(WORK)("%s works under the filter and the limits", async (_name, line, expected) => {
    const output = await work(line);
    if (typeof expected === "string") expect(output).toBe(expected);
    else expect(output).toMatch(expected);
  });

  test.each([
    ["python3", "python3 pools.py", "pools ran"],
    ["gcc", "gcc -o main main.c && ./main && echo compiled", "compiled"],
    ["gdb", "gdb -batch -ex run -ex 'print 6*7' --args true 2>&1 | grep -o '= 42'", "= 42"],
    ["java", "java --version >/dev/null && echo runs", "runs"],
    ["go", "go version >/dev/null && echo runs", "runs"],
  ])("%s works", async (name, line, expected) => {
    const there = await work(
      `command -v ${name} >/dev/null && ${name} --version >/dev/null 2>&1 && echo there`,
    );
    if (there !== "there") return console.warn(`${name} is not tried: the shell has none`);
    expect(await work(line)).toBe(expected);
  });
});
