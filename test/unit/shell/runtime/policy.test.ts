import type { SandboxRuntimeConfig } from "@anthropic-ai/sandbox-runtime";
import { describe, expect, test } from "vitest";
import { type Asked, type Disk, policyOf } from "../../../../src/shell/runtime/core/policy.ts";

const TREE: Record<string, string[]> = {
  "/home/u": ["p", ".ssh", ".nvm"],
  "/home/u/p": [".git", "src", ".aegis"],
  "/home/u/p/.aegis": ["worktrees", "runs"],
  "/home/u/p/.aegis/worktrees": ["w01", "w02", "w[3]"],
};
const disk: Disk = {
  real: (path) => (path.startsWith("/absent") ? undefined : path),
  entries: (path) => TREE[path] ?? [],
};
const WORKER = "/home/u/p/.aegis/worktrees/w01";
const asked: Asked = {
  form: "bubblewrap",
  home: "/home/u",
  temporary: "/tmp",
  visible: ["/usr", "/home/u/.nvm"],
  readOnly: ["/home/u/p"],
  readWrite: [WORKER],
  protect: ["/home/u/p/.git", `${WORKER}/.git`],
  hidden: ["/home/u/p/.aegis/runs", `${WORKER}/.env`],
  network: false,
};

describe("both forms", () => {
  test.each(["seatbelt", "bubblewrap"] as const)("%s: only the scope may be written", (form) => {
    // The package's own type: what it reads is what we tell it.
    const policy: Partial<SandboxRuntimeConfig> = policyOf({ ...asked, form }, disk);
    expect(policy.filesystem?.allowWrite).toEqual([WORKER]);
    expect(policy.filesystem?.denyWrite).toEqual(
      expect.arrayContaining([`${WORKER}/.git`, "/tmp/claude"]),
    );
    expect(policy.network).toEqual({ allowedDomains: [], deniedDomains: [] });
  });

  test.each(["seatbelt", "bubblewrap"] as const)("%s: the user's places are closed", (form) => {
    const { denyRead, allowRead } = policyOf({ ...asked, form }, disk).filesystem;
    for (const place of ["/home", "/home/u", "/root", "/tmp", "/run", `${WORKER}/.env`])
      expect(denyRead).toContain(place);
    expect(allowRead).toEqual(expect.arrayContaining([WORKER, "/home/u/.nvm", "/home/u/p"]));
  });

  test("with network nothing is said of hosts", () => {
    expect(policyOf({ ...asked, network: true }, disk).network).toBeUndefined();
  });

  test("the root is never a private place", () => {
    expect(policyOf({ ...asked, home: "/" }, disk).filesystem.denyRead).not.toContain("/");
  });
});

describe("a pattern", () => {
  test.each(["readOnly", "readWrite", "protect"] as const)("is refused in %s", (list) => {
    expect(() => policyOf({ ...asked, [list]: ["/home/u/[id]"] }, disk)).toThrow("[id]");
  });

  test("in a hidden name matches that name", () => {
    const hidden = ["/home/u/p/[id]/.env"];
    expect(policyOf({ ...asked, hidden }, disk).filesystem.denyRead).toContain(
      "/home/u/p/?id?/.env",
    );
  });

  test("in a visible name opens nothing", () => {
    const visible = ["/home/u/*"];
    expect(policyOf({ ...asked, visible }, disk).filesystem.allowRead).not.toContain("/home/u/*");
  });
});

describe("what is hidden", () => {
  test.each(["seatbelt", "bubblewrap"] as const)("%s: is not opened again", (form) => {
    const visible = ["/home/u/p/.aegis/runs", "/home/u/p/.aegis/runs/r.jsonl"];
    const { allowRead } = policyOf({ ...asked, form, visible }, disk).filesystem;
    expect(allowRead.filter((path) => path.includes("runs"))).toEqual([]);
  });

  test("is not opened beside a writable folder", () => {
    const hidden = ["/home/u/p/.aegis/worktrees/w02"];
    expect(policyOf({ ...asked, hidden }, disk).filesystem.allowRead).not.toContain(hidden[0]);
  });
});

describe("a writable folder in a readable one, in bubblewrap", () => {
  test("stays writable: the folder above it is opened entry by entry", () => {
    const { denyRead, allowRead } = policyOf(asked, disk).filesystem;
    expect(denyRead).toContain("/home/u/p/.aegis/worktrees");
    expect(allowRead).toContain("/home/u/p/.aegis/worktrees/w02");
    expect(allowRead).not.toContain("/home/u/p/.aegis/worktrees");
  });

  test("right below: the readable folder itself gives way", () => {
    const { denyRead, allowRead } = policyOf(
      { ...asked, readWrite: ["/home/u/p/src"] },
      disk,
    ).filesystem;
    expect(allowRead).toEqual(expect.arrayContaining(["/home/u/p/.git", "/home/u/p/.aegis"]));
    expect(allowRead).not.toContain("/home/u/p");
    expect(denyRead).not.toContain("/home/u/p");
  });

  test("one in another writable folder needs nothing", () => {
    const readWrite = ["/home/u/p", WORKER];
    expect(policyOf({ ...asked, readWrite }, disk).filesystem.denyRead).not.toContain(
      "/home/u/p/.aegis/worktrees",
    );
  });

  test("two in one folder are both opened", () => {
    const readWrite = [WORKER, "/home/u/p/.aegis/worktrees/w02"];
    const { allowRead, allowWrite } = policyOf({ ...asked, readWrite }, disk).filesystem;
    expect(allowWrite).toEqual(readWrite);
    expect(allowRead).toEqual(expect.arrayContaining(readWrite));
  });

  test("seatbelt needs none of it", () => {
    const { denyRead } = policyOf({ ...asked, form: "seatbelt" }, disk).filesystem;
    expect(denyRead).not.toContain("/home/u/p/.aegis/worktrees");
  });
});

test("what is not there: bubblewrap can protect only what exists, seatbelt any name", () => {
  const protect = ["/absent/.opencode"];
  expect(policyOf({ ...asked, protect }, disk).filesystem.denyWrite).not.toContain(protect[0]);
  expect(policyOf({ ...asked, form: "seatbelt", protect }, disk).filesystem.denyWrite).toContain(
    protect[0],
  );
});
