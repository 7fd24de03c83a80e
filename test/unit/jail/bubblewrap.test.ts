import { expect, test } from "vitest";
import { withJailArguments } from "../../../src/jail/cli-command.ts";
import {
  bubblewrapOptions,
  type JailView,
  networkWith,
} from "../../../src/jail/core/bubblewrap.ts";
import { boundPaths } from "../../../src/jail/core/socket-files.ts";

const VIEW: JailView = {
  root: false,
  home: "/home/me",
  readable: ["/usr", "/home/me/.nvm", "/etc"],
  writable: ["/home/me/project", "/home/me/.local/share/opencode"],
  forgetful: ["/home/me/.config/opencode"],
  fixed: ["/home/me/.config/opencode/opencode.json"],
  coveredFiles: ["/home/me/project/agent.sock"],
  coveredFolders: ["/etc/secret"],
  hosts: "/private/hosts",
  bridge: "/private",
  cwd: "/home/me/project/sub",
  within: undefined,
};

/** Position of the mount at this path. */
const at = (options: readonly string[], path: string) => options.lastIndexOf(path);

test("the network, the processes and IPC are the jail's own, and it dies with us", () => {
  const options = bubblewrapOptions(VIEW);
  for (const flag of ["--unshare-net", "--unshare-pid", "--unshare-ipc", "--die-with-parent"])
    expect(options).toContain(flag);
  expect(options).not.toContain("--unshare-user");
  expect(bubblewrapOptions({ ...VIEW, root: true })).toContain("--unshare-user");
});

test("folders of sockets and the home are empty before anything is shown in them", () => {
  const options = bubblewrapOptions(VIEW);
  for (const path of ["/run", "/tmp", "/var/tmp", "/home/me"])
    expect(options[options.indexOf(path) - 1]).toBe("--tmpfs");
  const home = options.indexOf("/home/me");
  expect(at(options, "/usr")).toBeLessThan(home);
  for (const path of ["/home/me/.nvm", "/home/me/project", "/home/me/.config/opencode"])
    expect(at(options, path)).toBeGreaterThan(home);
});

test("a folder whose new files are forgotten is empty first, then shows what it holds", () => {
  const options = bubblewrapOptions(VIEW);
  const folder = options.indexOf("/home/me/.config/opencode");
  expect(options[folder - 1]).toBe("--tmpfs");
  expect(at(options, "/home/me/.config/opencode/opencode.json")).toBeGreaterThan(folder);
});

test("only the project and OpenCode's own data can be written", () => {
  const options = bubblewrapOptions(VIEW);
  const written = options.flatMap((option, index) =>
    option === "--bind" ? [options[index + 1]] : [],
  );
  expect(written).toEqual(VIEW.writable);
});

test("what is fixed or covered lies over what can be written", () => {
  const options = bubblewrapOptions({ ...VIEW, fixed: ["/home/me/project/opencode.json"] });
  const project = at(options, "/home/me/project");
  expect(at(options, "/home/me/project/opencode.json")).toBeGreaterThan(project);
  expect(options.slice(at(options, "/home/me/project/agent.sock") - 2)).toEqual(
    expect.arrayContaining(["--ro-bind", "/dev/null", "/home/me/project/agent.sock"]),
  );
  expect(at(options, "/home/me/project/agent.sock")).toBeGreaterThan(project);
});

test("in a network that has its addresses already, the jail keeps it and is the same user as outside", () => {
  const options = bubblewrapOptions({ ...VIEW, within: { uid: 1000, gid: 100 } });
  expect(options).not.toContain("--unshare-net");
  expect(options.join(" ")).toContain("--unshare-user --uid 1000 --gid 100");
  expect(networkWith(["10.0.0.5"])).toContain("--unshare-net");
  expect(networkWith(["10.0.0.5", "fd00::7"]).at(-1)).toBe("10.0.0.5 fd00::7");
});

test("bound sockets are read from the kernel's table; abstract ones and those without a name are none", () => {
  const line = (rest: string) =>
    `0000000000000000: 00000002 00000000 00010000 0001 01 12345${rest}`;
  const table = [
    "Num RefCount Protocol Flags Type St Inode Path",
    line(" /home/me/a b.sock"),
    line(" @abstract"),
    line(""),
    line(" relative.sock"),
  ].join("\n");
  expect(boundPaths(table)).toEqual(["/home/me/a b.sock", "relative.sock"]);
});

test("everything behind `run` belongs to OpenCode", () => {
  expect(withJailArguments(["run", "run", "--json", "hi"])).toEqual([
    "run",
    "--",
    "run",
    "--json",
    "hi",
  ]);
  expect(withJailArguments(["--lang", "ko", "run", "-c"])).toEqual([
    "--lang",
    "ko",
    "run",
    "--",
    "-c",
  ]);
  expect(withJailArguments(["run", "--help"])).toEqual(["run", "--help"]);
  expect(withJailArguments(["run", "run", "--help"])).toEqual(["run", "--", "run", "--help"]);
  expect(withJailArguments(["runs", "list", "--json"])).toEqual(["runs", "list", "--json"]);
});
