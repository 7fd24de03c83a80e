import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isFolder, isOccupied, isThere } from "../../../src/kit/is-there.ts";

describe("what lies at a path", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "aegis-there-"));
    await mkdir(join(dir, "folder"));
    await writeFile(join(dir, "file"), "");
    await symlink("folder", join(dir, "link"));
    await symlink("nowhere", join(dir, "dangling"));
    await symlink("loop", join(dir, "loop"));
  });
  afterEach(() => rm(dir, { recursive: true }));

  test.each([
    ["folder", true, true, true],
    ["file", true, true, false],
    ["link", true, true, true],
    ["dangling", false, true, false],
    ["nothing", false, false, false],
    ["file/below", false, false, false],
  ])("%s: isThere %s, isOccupied %s, isFolder %s", async (name, there, occupied, folder) => {
    const path = join(dir, name);
    expect(await isThere(path)).toBe(there);
    expect(await isOccupied(path)).toBe(occupied);
    expect(await isFolder(path)).toBe(folder);
  });

  test("every other error is thrown, so that no guard takes it for an empty place", async () => {
    const endless = join(dir, "loop");
    await expect(isThere(endless)).rejects.toThrow("ELOOP");
    expect(await isFolder(endless)).toBe(false);
    expect(await isOccupied(endless)).toBe(true);
    await expect(isOccupied(join(endless, "below"))).rejects.toThrow("ELOOP");
  });

  test("names need not be text", async () => {
    expect(await isThere(Buffer.from(join(dir, "file")))).toBe(true);
  });
});
