import { describe, expect, test } from "vitest";
import {
  type Disk,
  type Surroundings,
  visiblePaths,
} from "../../../src/shell/view/visible-paths.ts";

const HOME = "/home/u";
const TOP = "/home/u/work/shop";

interface Contents {
  /** Paths that exist. */
  paths?: string[];
  /** Links with their resolved targets. */
  links?: Record<string, string>;
  texts?: Record<string, string>;
}

function diskOf({ paths = [], links = {}, texts = {} }: Contents): Disk {
  const all = [...paths, ...Object.values(links), ...Object.keys(texts), HOME, TOP, "/usr", "/etc"];
  const isThere = (path: string) => all.some((one) => one === path || one.startsWith(`${path}/`));
  return {
    real: (path) => links[path] ?? (isThere(path) ? path : undefined),
    linksIn: (directory) =>
      Object.entries(links).flatMap(([path, target]) =>
        path.startsWith(`${directory}/`) ? [target] : [],
      ),
    text: (path) => texts[path],
  };
}

function seen(contents: Contents, around: Partial<Surroundings> = {}): string[] {
  const env = { PATH: "/usr/bin", ...around.env };
  const base = { home: HOME, top: TOP, links: ["node_modules", ".venv"], chosen: [] };
  const found = visiblePaths({ ...base, ...around, env }, diskOf(contents));
  return found.filter((path) => path !== "/usr" && path !== "/etc");
}

test("without toolchains only the system is visible; what is missing is left out", () => {
  expect(
    visiblePaths({ env: {}, home: HOME, top: TOP, links: [], chosen: [] }, diskOf({})),
  ).toEqual(["/etc", "/usr"]);
});

describe("a toolchain", () => {
  test.each([
    [
      "a program's folder with libraries beside it",
      "/data/node/bin",
      "/data/node/lib",
      ["/data/node"],
    ],
    ["shims in a repository", "/data/pyenv/shims", "/data/pyenv/.git", ["/data/pyenv"]],
    ["programs with helpers", "/data/git/bin", "/data/git/libexec", ["/data/git"]],
    ["a program's folder alone", "/data/tools/bin", "/data/other", ["/data/tools/bin"]],
    ["a project's folder", "/data/app/bin", "/data/app/lib/x", ["/data/app"]],
  ])("%s on PATH", (_name, bin, beside, expected) => {
    expect(seen({ paths: [bin, beside] }, { env: { PATH: `/usr/bin:${bin}/` } })).toEqual(expected);
  });

  test("a folder with libraries that is a repository shows its programs alone", () => {
    const paths = ["/data/app/bin", "/data/app/lib", "/data/app/.git"];
    expect(seen({ paths }, { env: { PATH: "/data/app/bin" } })).toEqual(["/data/app/bin"]);
  });

  test("folders below the home count by name, and CARGO_HOME without its keys", () => {
    const paths = [`${HOME}/.nvm/x`, `${HOME}/.cargo/bin`, `${HOME}/.cargo/credentials.toml`];
    expect(seen({ paths })).toEqual([`${HOME}/.cargo/bin`, `${HOME}/.nvm`]);
    const other = { paths: ["/c/bin", "/c/registry", "/c/credentials.toml"] };
    expect(seen(other, { env: { CARGO_HOME: "/c" } })).toEqual(["/c/bin", "/c/registry"]);
  });

  test("a link on PATH shows its target and the installation of that", () => {
    const links = { [`${HOME}/.local/bin/node`]: "/data/node20/bin/node" };
    const paths = [`${HOME}/.local/bin`, "/data/node20/lib"];
    expect(seen({ paths, links }, { env: { PATH: `${HOME}/.local/bin` } })).toEqual([
      "/data/node20",
      `${HOME}/.local/bin`,
    ]);
  });

  test("a Python environment of the project shows its interpreter", () => {
    const links = { [`${TOP}/.venv/bin/python`]: "/data/py/bin/python3.12" };
    expect(seen({ links, paths: ["/data/py/lib"] })).toEqual(["/data/py"]);
  });
});

describe("the home and private folders stay hidden", () => {
  test.each([
    ["PATH with ~/bin, beside ~/lib", `${HOME}/bin`, [`${HOME}/bin`]],
    ["PATH with the home itself", HOME, []],
    ["PATH with the root", "/", []],
    ["PATH with a folder above the home", "/home", []],
    ["PATH with a folder above the project", `${HOME}/work`, []],
    ["PATH with ~/.docker/bin", `${HOME}/.docker/bin`, []],
    ["PATH with ~/.config", `${HOME}/.config`, []],
    ["PATH with .. in it", `${HOME}/x/../.ssh`, []],
    ["PATH with a relative folder", "bin", []],
    ["PATH with a folder of Windows", "/mnt/c/Windows", []],
    [
      "~/.local/bin without ~/.local/share",
      `${HOME}/.local/bin`,
      [`${HOME}/.local/bin`, `${HOME}/.local/lib`],
    ],
  ])("%s", (_name, path, expected) => {
    const names = ["bin", "lib", ".docker/bin", ".ssh", ".config/gh", ".local/bin", ".local/lib"];
    const paths = [...names, ".local/share/opencode"].map((name) => `${HOME}/${name}`);
    const all = { paths: [...paths, "/mnt/c/Windows", `${TOP}/src`] };
    const found = seen(all, { env: { PATH: path } });
    const always = [`${HOME}/.local/bin`, `${HOME}/.local/lib`];
    expect(found).toEqual([...new Set([...expected, ...always])].sort());
  });

  test("a link out of a toolchain's folder or out of node_modules shows none of them", () => {
    const links = {
      [`${HOME}/.local/bin/keys`]: `${HOME}/.ssh`,
      [`${HOME}/.local/bin/all`]: HOME,
      [`${TOP}/node_modules/a`]: `${HOME}/.aws`,
      [`${TOP}/node_modules/b`]: "/data/notes",
    };
    const paths = [`${HOME}/.local/bin`, `${HOME}/.aws/package.json`];
    expect(seen({ links, paths }, { env: { PATH: `${HOME}/.local/bin` } })).toEqual([
      `${HOME}/.local/bin`,
    ]);
  });

  test("also by the home's real path", () => {
    const links = { [HOME]: "/data/u", "/data/bin/x": "/data/u/.ssh/id_rsa" };
    expect(seen({ links, paths: ["/data/bin"] }, { env: { PATH: "/data/bin" } })).toEqual([
      "/data/bin",
    ]);
  });
});

test("linked packages and a linked node_modules are visible, packages in the project are not listed", () => {
  const links = {
    [`${TOP}/node_modules/mine`]: "/data/mine",
    [`${TOP}/node_modules/inner`]: `${TOP}/packages/inner`,
  };
  const paths = ["/data/mine/package.json", `${TOP}/packages/inner/package.json`];
  expect(seen({ links, paths })).toEqual(["/data/mine"]);
  expect(seen({ links: { [`${TOP}/node_modules`]: "/data/modules" } })).toEqual(["/data/modules"]);
});

test("a tool's settings are visible unless they look like they hold a secret", () => {
  const texts = {
    [`${HOME}/.gitconfig`]: "[user]\n\tname = U\n[credential]\n\thelper = store\n",
    [`${HOME}/.npmrc`]: "//registry.example.org/:_authToken=abc\n",
    [`${HOME}/.config/pip/pip.conf`]: "[global]\nindex-url = https://u:p@pypi.example.org/\n",
  };
  expect(seen({ texts })).toEqual([`${HOME}/.gitconfig`]);
  expect(seen({ texts: { [`${HOME}/.npmrc`]: "registry=https://npm.example.org/\n" } })).toEqual([
    `${HOME}/.npmrc`,
  ]);
});

test("what the user chose is visible, whatever it is", () => {
  const paths = [`${HOME}/.aws`];
  expect(seen({ paths }, { chosen: [`${HOME}/.aws`] })).toEqual([`${HOME}/.aws`]);
});
