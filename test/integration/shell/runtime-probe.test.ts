import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { checkSandbox } from "../../../src/doctor/local/sandbox.ts";
import { probeSandbox } from "../../../src/shell/sandbox.ts";
import { OPENCODE } from "../../support/landlock.ts";
import { IS_WHOLE } from "../../support/whole.ts";
import { scratch, shell, writeFiles } from "./guarded-project.ts";
import { runtimeSandbox } from "./runtime-layer.ts";

const packageRoot = fileURLToPath(new URL("../../../", import.meta.url));
const found = await runtimeSandbox();
const { env } = process;
const launcher = async () => OPENCODE;
const isReady = found !== undefined;
/** The first of these, or all. */
const some = <T>(cases: T[], most: number) => (IS_WHOLE ? cases : cases.slice(0, most));

/** Our package in a folder of packages, beside a package under the name of sandbox-runtime with this module. */
async function installed(module: string | undefined): Promise<string> {
  const packages = join(await scratch(), "node_modules");
  const ours = join(packages, "oh-my-qwencoder");
  await mkdir(join(ours, "dist"), { recursive: true });
  await cp(join(packageRoot, "templates"), join(ours, "templates"), { recursive: true });
  await cp(join(packageRoot, "package.json"), join(ours, "package.json"));
  await cp(join(packageRoot, "dist/shell-runtime.js"), join(ours, "dist/shell-runtime.js"));
  if (module !== undefined)
    await writeFiles(join(packages, "@anthropic-ai/sandbox-runtime"), {
      "package.json": '{"version":"9.9.9","main":"./index.js","type":"module"}',
      "index.js": module,
    });
  return ours;
}

const probe = async (root: string, mode: "auto" | "runtime" = "auto") =>
  probeSandbox({
    mode,
    shell: join(root, "templates/shell/bash"),
    env,
    launcher,
    platform: "darwin",
  });

describe("the probe", () => {
  test.skipIf(!isReady)(
    "takes it on macOS by itself, elsewhere only when it is chosen",
    async () => {
      expect(await probe(packageRoot)).toEqual(found);
      const here = await probeSandbox({ mode: "auto", shell, env, launcher, platform: "linux" });
      expect(here.kind).not.toBe("runtime");
    },
  );

  test("of a machine without it says so; chosen, nothing else is taken", async () => {
    const root = await installed(undefined);
    const en = "@anthropic-ai/sandbox-runtime: it is not installed beside this package";
    expect(await probe(root)).toEqual({ kind: "compare", reason: expect.objectContaining({ en }) });
    await expect(probe(root, "runtime")).rejects.toMatchObject({ code: "SANDBOX_UNAVAILABLE" });
  });

  const wraps = (body: string) =>
    `export const SandboxManager = { async wrapWithSandbox(command, shell, config) { ${body} } };`;
  const SHUT = `const { allowWrite, denyRead } = config.filesystem;`;
  const BWRAP = (mounts: string) =>
    wraps(
      `${SHUT} return ["bwrap --dev-bind / /", ${mounts}, "bash -c", "'" + command.replaceAll("'", "'\\\\''") + "'"].flat().join(" ");`,
    );
  test.each(
    some(
      [
        ["does nothing", wraps("return command;"), "did not confine the command"],
        ["has another form", "export const other = 1;", "is not the package that is expected"],
        ["fails", wraps("throw new Error('broken');"), "broken"],
        ["lets writes out", wraps('return "true; " + command;'), "could write outside its scope"],
      ],
      2,
    ),
  )("does not trust a package that %s", async (_what, module, why) => {
    expect(await probe(await installed(module))).toEqual({
      kind: "compare",
      reason: expect.objectContaining({ en: expect.stringContaining(why) }),
    });
  });

  test.skipIf(!isReady).each(
    some(
      [
        [
          "shows what is hidden",
          BWRAP(
            `"--ro-bind / / --dev /dev", allowWrite.map((p) => "--bind " + p + " " + p), config.filesystem.denyWrite.map((p) => "--ro-bind " + p + " " + p), "--unshare-net"`,
          ),
          "could read what it must not see",
        ],
        [
          "protects nothing",
          BWRAP(`"--ro-bind / / --dev /dev", allowWrite.map((p) => "--bind " + p + " " + p)`),
          "could write a protected file",
        ],
        [
          "leaves the network",
          BWRAP(
            `"--ro-bind / / --dev /dev", allowWrite.map((p) => "--bind " + p + " " + p), config.filesystem.denyWrite.map((p) => "--ro-bind " + p + " " + p), denyRead.filter((p) => /closed|secret/.test(p)).map((p) => "--ro-bind /dev/null " + p), allowWrite[0].replace(/^/, "--ro-bind /dev/null ").replace(/open$/, "closed")`,
          ),
          "could reach a port of this machine",
        ],
      ],
      1,
    ),
  )("does not trust one that %s", async (_what, module, why) => {
    expect(await probe(await installed(module))).toEqual({
      kind: "compare",
      reason: expect.objectContaining({ en: expect.stringContaining(why) }),
    });
  });

  test("of a broken installation says what is wrong with it", async () => {
    const root = await installed("export {};");
    await writeFile(join(dirname(root), "@anthropic-ai/sandbox-runtime/package.json"), "{");
    expect(await probe(root)).toMatchObject({
      kind: "compare",
      reason: { en: expect.stringContaining("JSON") },
    });
  });

  test.skipIf(!isReady)("needs OpenCode's own program", async () => {
    const none = async () => undefined;
    const input = { mode: "auto", shell, env, launcher: none, platform: "darwin" } as const;
    expect(await probeSandbox(input)).toMatchObject({
      kind: "compare",
      reason: { en: expect.stringContaining("OpenCode's own program") },
    });
  });
});

describe("doctor on macOS", () => {
  const check = (root: string) => checkSandbox({ env, packageRoot: root }, launcher, "darwin");

  test.skipIf(!isReady || !IS_WHOLE)("names the package that holds", async () => {
    const what = expect.objectContaining({ en: expect.stringMatching(/^sandbox-runtime \d/) });
    expect(await check(packageRoot)).toEqual([{ id: "sandbox.backend", status: "ok", what }]);
  });

  test("gives the line that installs it where it is looked for", async () => {
    const root = await installed(undefined);
    const above = dirname(dirname(root));
    const line = `npm install --prefix ${above} @anthropic-ai/sandbox-runtime@0.0.78`;
    expect(await check(root)).toMatchObject([
      { status: "warning", fix: { kind: "command", line } },
    ]);
  });

  test("of a global installation gives the global line", async () => {
    const root = await installed(undefined);
    const global = join(await scratch(), "prefix/lib/node_modules/oh-my-qwencoder");
    await cp(root, global, { recursive: true });
    const prefix = global.replace(/\/lib\/.*/, "");
    const line = `npm install -g --prefix ${prefix} @anthropic-ai/sandbox-runtime@0.0.78`;
    expect(await check(global)).toMatchObject([{ fix: { kind: "command", line } }]);
  });

  test("of a package that does not hold gives no line", async () => {
    expect(await check(await installed("export const other = 1;"))).toMatchObject([
      { status: "warning", fix: { kind: "person" } },
    ]);
  });
});
