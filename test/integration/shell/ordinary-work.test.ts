import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { findShellView } from "../../../src/shell/view/find-view.ts";
import { resolveConfig } from "../../../src/swarm/config.ts";
import { sampled } from "../../support/whole.ts";
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
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>app</groupId><artifactId>app</artifactId><version>1</version>
  <properties>
    <maven.compiler.source>11</maven.compiler.source>
    <maven.compiler.target>11</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
</project>
`;
const JAVA = `public class App {
  public static void main(String[] a) { System.out.println("maven built"); }
}
`;
const FILES = {
  "package.json": '{"scripts":{"say":"echo npm ran"},"type":"module"}',
  "unit.test.js": `import { test } from "node:test"; test("passes", () => {});`,
  "second.test.js": `import { test } from "node:test"; test("passes", () => {});`,
  "vitest/a.spec.ts": `import { expect, test } from "vitest"; test("a", () => expect(1).toBe(1));`,
  "cluster.cjs": CLUSTER,
  "pools.py": POOLS,
  "main.c": "int main(void) { return 0; }",
  "go/go.mod": "module app\n\ngo 1.18\n",
  "go/main.go": 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("go built") }\n',
  "go/main_test.go": 'package main\n\nimport "testing"\n\nfunc TestA(t *testing.T) {}\n',
  "rust/Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n',
  "rust/src/main.rs": 'fn main() { println!("cargo built"); }\n\n#[test]\nfn passes() {}\n',
  "maven/pom.xml": POM,
  "maven/src/main/java/App.java": JAVA,
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
    const call = { project, sandbox, command, cwd, readWrite: [cwd], bounds };
    // As in a call of the plugin's, the home is an empty folder with toolchains and caches in it.
    const home = user.uid === undefined ? homedir() : "/home/nobody-else";
    const place = { top: cwd, commonDir: project.gitDir, links: [] };
    const view = findShellView(place, { ...process.env, HOME: home }, bounds);
    const visible = [modules, ...view.visible];
    return (await agentShell({ ...call, home, visible, ...user })).output;
  };

  // The last user's list is played whole, the others' in part.
  const played = user === users.at(-1)?.[1] ? WORK : sampled(WORK, 4);
  test.each(played)("%s works under the filter and the limits", async (_name, line, expected) => {
    const output = await work(line);
    if (typeof expected === "string") expect(output).toBe(expected);
    else expect(output).toMatch(expected);
  });

  test.each([
    ["python3", "python3 pools.py", "pools ran"],
    ["gcc", "gcc -o main main.c && ./main && echo compiled", "compiled"],
    ["gdb", "gdb -batch -ex run -ex 'print 6*7' --args true 2>&1 | grep -o '= 42'", "= 42"],
    ["java", "java --version >/dev/null && echo runs", "runs"],
    ["go", "cd go && go build -o app . && ./app && go test ./... | cut -f1", "go built\nok  "],
    [
      "cargo",
      "cd rust && cargo build -q --offline && ./target/debug/app && cargo test -q --offline | grep -o 'result: ok'",
      "cargo built\nresult: ok",
    ],
    // Its plugins come from a folder that a shell can only read, as the user's own repository is.
    [
      "maven",
      "cd maven && mvn -q -s /etc/maven/settings-debian.xml package >log 2>&1 || cat log; java -cp target/classes App",
      "maven built",
      "mh_make",
    ],
  ])("%s works", async (name, line, expected, program = name) => {
    const there = await work(`command -v ${program} >/dev/null && echo there`);
    if (there !== "there") return console.warn(`${name} is not tried: the shell has none`);
    expect(await work(line)).toBe(expected);
  });
});
