import { expect, test } from "vitest";
import { type Asked, type Disk, grantsOf } from "../../../../src/shell/landlock/core/grants.ts";

/** A disk of files; a value that begins with "/" is a link. */
function diskOf(files: Record<string, string>): Disk {
  const paths = Object.keys(files);
  const isThere = (path: string) =>
    path === "/" || paths.some((file) => file === path || file.startsWith(`${path}/`));
  const real = (path: string): string | undefined => {
    const link = paths.find((file) => files[file] !== "" && `${path}/`.startsWith(`${file}/`));
    if (link !== undefined) return real(`${files[link]}${path.slice(link.length)}`);
    return isThere(path) ? path : undefined;
  };
  return {
    real,
    entries: (folder) => {
      const below = folder === "/" ? "/" : `${folder}/`;
      const names = paths.filter((file) => file.startsWith(below));
      return [...new Set(names.map((file) => file.slice(below.length).split("/")[0] ?? ""))];
    },
  };
}

const disk = diskOf({
  "/usr/bin/tool": "",
  "/bin": "/usr/bin",
  "/etc/passwd": "",
  "/etc/shadow": "",
  "/top/src/a": "",
  "/top/src/.env": "",
  "/top/state/runs/r": "",
  "/top/state/work/w1/x": "",
  "/top/way": "/home/keys",
  "/home/keys/id": "",
});
const lines = (asked: Partial<Asked>) =>
  grantsOf({ visible: [], readWrite: [], hidden: [], ...asked }, disk).map(
    ({ path, access }) => `${access} ${path}`,
  );

test("a folder with nothing hidden is one rule, links are resolved, and what is gone has none", () => {
  expect(lines({ visible: ["/usr", "/bin", "/gone"] })).toEqual(["read /usr", "read /usr/bin"]);
});

test("a folder with something hidden below it shows its names and all other entries", () => {
  expect(lines({ visible: ["/etc"], hidden: ["/etc/shadow", "/etc/gone"] })).toEqual([
    "list /etc",
    "read /etc/passwd",
  ]);
});

test("hidden files at several depths leave everything beside them", () => {
  expect(lines({ visible: ["/top"], hidden: ["/top/state/runs", "/top/src/.env"] })).toEqual([
    "list /top",
    "list /top/src",
    "read /top/src/a",
    "list /top/state",
    "read /top/state/work",
    "read /top/way",
  ]);
});

test("an entry that is a link gets no rule for what it leads to", () => {
  const shown = lines({ visible: ["/top"], hidden: ["/top/state/runs"] });
  expect(shown.filter((line) => line.includes("/home"))).toEqual([]);
});

test("a hidden path named by a link is hidden, and so is a visible one below a hidden one", () => {
  expect(lines({ visible: ["/usr/bin"], hidden: ["/bin/tool"] })).toEqual(["list /usr/bin"]);
  expect(lines({ visible: ["/top/state/runs/r"], hidden: ["/top/state/runs"] })).toEqual([]);
});

test("what a call may write is one rule of its own, hidden or not", () => {
  const asked = {
    visible: ["/top"],
    readWrite: ["/top/state/work/w1"],
    hidden: ["/top/state/runs"],
  };
  expect(lines(asked)).toContain("write /top/state/work/w1");
  expect(lines({ readWrite: ["/top"], hidden: ["/top/state/runs"] })).toEqual(["write /top"]);
});

test("the root of the disk can be visible", () => {
  expect(lines({ visible: ["/"] })).toEqual(["read /"]);
  expect(lines({ visible: ["/"], hidden: ["/etc/shadow"] })).toContain("read /usr");
});
