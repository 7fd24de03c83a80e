import { describe, expect, test } from "vitest";
import { trackFoundationWrites } from "../../../src/swarm/app/foundation-writes.ts";
import { type AppScene, type AppSceneOptions, appScene } from "../../support/app-scene.ts";
import { planOf } from "../../support/run-builder.ts";

/** A run in FOUNDATION. */
async function inFoundation(files: AppSceneOptions["files"] = {}): Promise<AppScene> {
  const scene = await appScene({ files });
  await scene.approve(planOf(["a"]));
  return scene;
}

/** Files of the frozen foundation's commit that HEAD has not, with their text. */
async function frozen(scene: AppScene): Promise<Record<string, string>> {
  expect(await scene.freeze()).toBeUndefined();
  const { foundation } = scene.swarm.run.state;
  const commit = foundation?.commit ?? "";
  const names = (await scene.repo.git("diff", "--name-only", "HEAD", commit)).split("\n");
  const paths = names.filter((name) => name !== "");
  expect(foundation?.files).toEqual(paths);
  const texts = await Promise.all(paths.map((path) => scene.repo.git("show", `${commit}:${path}`)));
  return Object.fromEntries(paths.map((path, at) => [path, texts[at] ?? "(deleted)"]));
}

describe("what the user edits in FOUNDATION", () => {
  test("is no foundation: new, changed, deleted, beside the Commander's files", async () => {
    const scene = await inFoundation({ "notes.txt": "one\n", "gone.txt": "x\n" });
    await scene.foundFile("docs/api.md", "ours\n");
    await scene.repo.write("notes.txt", "mine\n");
    await scene.repo.write("docs/draft.md", "mine\n");
    await scene.repo.delete("gone.txt");
    await scene.foundFile("docs/types.md", "ours\n");
    expect(await frozen(scene)).toEqual({ "docs/api.md": "ours", "docs/types.md": "ours" });
    expect(await scene.repo.git("status", "--porcelain", "-uall")).toBe(
      [
        " D gone.txt",
        " M notes.txt",
        "?? docs/api.md",
        "?? docs/draft.md",
        "?? docs/types.md",
      ].join("\n"),
    );
  });

  test("in a file the Commander wrote before stays the user's, and the Commander's part is frozen", async () => {
    const scene = await inFoundation();
    await scene.foundFile("docs/api.md", "ours\n");
    await scene.repo.write("docs/api.md", "ours\nmine\n");
    expect(await scene.foundFile("docs/api.md", "ours again\n")).toMatchObject({
      code: "USER_CHANGES_OVERLAP",
    });
    expect(await frozen(scene)).toEqual({ "docs/api.md": "ours" });
    expect(await scene.repo.read("docs/api.md")).toBe("ours\nmine\n");
    // Workers see the tree as it is.
    const snapshot = scene.swarm.run.state.foundation?.snapshot ?? "";
    expect(await scene.repo.git("show", `${snapshot}:docs/api.md`)).toBe("ours\nmine");
  });

  test("is out of the Commander's reach: by name, case, Unicode form and as a folder", async () => {
    const scene = await inFoundation({ "notes.txt": "one\n", "gone.txt": "x\n" });
    await scene.repo.write("notes.txt", "mine\n");
    await scene.repo.write("drafts/한글.txt", "draft\n");
    await scene.repo.delete("gone.txt");
    const nfd = "drafts/한글.txt".normalize("NFD");
    for (const path of ["notes.txt", "NOTES.txt", "gone.txt", nfd, "drafts", "notes.txt/x"])
      expect([path, (await scene.found([path], async () => {}))?.code]).toEqual([
        path,
        "USER_CHANGES_OVERLAP",
      ]);
    for (const path of ["src/shared/api.ts", "drafts/new.txt", "notes.md"])
      expect([path, await scene.found([path], async () => {})]).toEqual([path, undefined]);
  });

  test("can be written again by the Commander when it is committed or undone", async () => {
    const scene = await inFoundation({ "notes.txt": "one\n", "other.txt": "one\n" });
    await scene.repo.write("notes.txt", "mine\n");
    await scene.repo.write("other.txt", "mine\n");
    await scene.repo.git("commit", "-qm", "mine", "--", "notes.txt");
    await scene.repo.write("other.txt", "one\n");
    expect(await scene.foundFile("notes.txt", "mine\nours\n")).toBeUndefined();
    expect(await scene.foundFile("other.txt", "one\nours\n")).toBeUndefined();
    expect(await frozen(scene)).toEqual({ "notes.txt": "mine\nours", "other.txt": "one\nours" });
  });
});

describe("the user commits in FOUNDATION", () => {
  test("other files: the foundation stands on the new commit", async () => {
    const scene = await inFoundation({ "notes.txt": "one\n" });
    await scene.foundFile("docs/api.md", "ours\n");
    await scene.repo.write("notes.txt", "mine\n");
    await scene.repo.git("commit", "-qam", "mine");
    expect(await frozen(scene)).toEqual({ "docs/api.md": "ours" });
    expect(scene.swarm.run.state.foundation?.head).toBe(await scene.repo.git("rev-parse", "HEAD"));
  });

  test("the Commander's own file: nothing is left to freeze of it", async () => {
    const scene = await inFoundation();
    await scene.foundFile("docs/api.md", "ours\n");
    await scene.foundFile("docs/types.md", "ours\n");
    await scene.repo.git("add", "docs/api.md");
    await scene.repo.git("commit", "-qm", "taken over");
    expect(await frozen(scene)).toEqual({ "docs/types.md": "ours" });
  });

  test("and what they undo of the Commander's is no foundation", async () => {
    const scene = await inFoundation({ "docs/api.md": "one\n" });
    await scene.foundFile("docs/api.md", "ours\n");
    await scene.foundFile("docs/types.md", "ours\n");
    await scene.repo.git("checkout", "docs/api.md");
    expect(await frozen(scene)).toEqual({ "docs/types.md": "ours" });
  });

  test("a clash is told also when another file was written since, and once it is known it is no obstacle", async () => {
    const scene = await inFoundation({ "docs/api.md": "one\n" });
    await scene.foundFile("docs/api.md", "ours\n");
    await scene.repo.write("docs/api.md", "mine\n");
    await scene.repo.git("commit", "-qam", "mine");
    await scene.foundFile("docs/types.md", "ours\n");
    expect(await scene.freeze()).toMatchObject({ code: "FOUNDATION_OVERLAPS_USER" });
    expect(await frozen(scene)).toEqual({ "docs/types.md": "ours" });
  });

  test("other lines of its file: it is told, theirs stand, and it can write to fit them", async () => {
    const scene = await inFoundation({ "docs/api.md": "one\n" });
    await scene.foundFile("docs/api.md", "ours\n");
    await scene.repo.write("docs/api.md", "mine\n");
    await scene.repo.git("commit", "-qam", "mine");
    expect(await scene.freeze()).toMatchObject({ code: "FOUNDATION_OVERLAPS_USER" });
    expect(scene.swarm.run.state.phase).toBe("FOUNDATION");
    expect(await scene.repo.read("docs/api.md")).toBe("mine\n");
    expect(await scene.foundFile("docs/api.md", "mine\nours\n")).toBeUndefined();
    expect(await frozen(scene)).toEqual({ "docs/api.md": "mine\nours" });
  });
});

describe("the Commander's calls", () => {
  test("by shell: all that changes meanwhile is the foundation's but what is the user's", async () => {
    const scene = await inFoundation({ "notes.txt": "one\n", "old.txt": "x\n" });
    await scene.repo.write("notes.txt", "mine\n");
    const users = await scene.foundByShell(async () => {
      await scene.repo.write("src/made.ts", "ours\n");
      await scene.repo.delete("old.txt");
    });
    expect([...users]).toEqual(["notes.txt"]);
    await scene.repo.write("later.txt", "mine\n");
    expect(await scene.freeze()).toBeUndefined();
    expect(scene.swarm.run.state.foundation?.files).toEqual(["old.txt", "src/made.ts"]);
  });

  test("beside each other keep each other's files, and may write one file in turn", async () => {
    const scene = await inFoundation();
    const { foundationWrites } = scene.swarm;
    const call = (callID: string) => ({ sessionID: "ses-1", callID });
    await foundationWrites.beginShell(call("shell"));
    await scene.repo.write("from-shell.txt", "s\n");
    expect(await foundationWrites.begin(call("1"), ["from-shell.txt"])).toBeUndefined();
    expect(await foundationWrites.begin(call("2"), ["two.txt"])).toBeUndefined();
    await scene.repo.write("from-shell.txt", "1\n");
    await scene.repo.write("two.txt", "2\n");
    await Promise.all([
      foundationWrites.end(call("2")),
      foundationWrites.end(call("shell")),
      foundationWrites.end(call("1")),
    ]);
    expect(await frozen(scene)).toEqual({ "from-shell.txt": "1", "two.txt": "2" });
  });

  test("write only what they name: the user's edit at the same moment stays theirs", async () => {
    const scene = await inFoundation();
    await scene.found(["docs/api.md"], async () => {
      await scene.repo.write("docs/api.md", "ours\n");
      await scene.repo.write("docs/mine.md", "mine\n");
    });
    expect(await frozen(scene)).toEqual({ "docs/api.md": "ours" });
  });

  test("one that was cut off is told from the user's work after a restart", async () => {
    const scene = await inFoundation();
    await scene.swarm.foundationWrites.begin({ sessionID: "ses-1", callID: "x" }, ["docs/api.md"]);
    await scene.repo.write("docs/api.md", "ours\n");
    await scene.repo.write("docs/mine.md", "mine\n");
    await trackFoundationWrites(scene.swarm).recover();
    expect(scene.swarm.run.state.foundationWrites?.open).toEqual([]);
    expect(await frozen(scene)).toEqual({ "docs/api.md": "ours" });
  });

  test("by shell that was cut off: what it left is not told from the user's, and stays theirs", async () => {
    const scene = await inFoundation({ "notes.txt": "one\n" });
    await scene.foundFile("docs/api.md", "ours\n");
    await scene.swarm.foundationWrites.beginShell({ sessionID: "ses-1", callID: "x" });
    await scene.repo.write("docs/shell.md", "ours\n");
    await scene.repo.write("notes.txt", "mine, the next day\n");
    await trackFoundationWrites(scene.swarm).recover();
    expect(scene.swarm.run.state.foundationWrites?.open).toEqual([]);
    expect(await frozen(scene)).toEqual({ "docs/api.md": "ours" });
  });

  test("by two shells beside each other: what one may not write does not become the other's", async () => {
    const scene = await inFoundation({ "notes.txt": "one\n" });
    await scene.repo.write("notes.txt", "mine\n");
    const { foundationWrites } = scene.swarm;
    const call = (callID: string) => ({ sessionID: "ses-1", callID });
    expect(await foundationWrites.beginShell(call("1"))).toEqual(new Set(["notes.txt"]));
    await scene.repo.write("notes.txt", "mine\nevil\n");
    expect(await foundationWrites.beginShell(call("2"))).toEqual(new Set(["notes.txt"]));
    await scene.repo.write("notes.txt", "mine\n");
    await foundationWrites.end(call("1"));
    await scene.repo.write("notes.txt", "mine, saved again\n");
    await foundationWrites.end(call("2"));
    expect(await scene.foundFile("notes.txt", "evil\n")).toMatchObject({
      code: "USER_CHANGES_OVERLAP",
    });
    expect(await frozen(scene)).toEqual({});
  });

  test("do not write over a file that git was made not to see, but over their own", async () => {
    const scene = await inFoundation();
    await scene.repo.write("notes.md", "mine\n");
    expect(await scene.foundFile(".gitignore", "notes.md\nout/\n")).toBeUndefined();
    expect(await scene.foundFile("notes.md", "evil\n")).toMatchObject({
      code: "USER_CHANGES_OVERLAP",
    });
    expect(await scene.foundFile("out/made.txt", "ours\n")).toBeUndefined();
    expect(await scene.foundFile("out/made.txt", "ours again\n")).toBeUndefined();
    expect(await scene.repo.read("notes.md")).toBe("mine\n");
  });

  test("whose end is not announced end with their session, and an end twice is no error", async () => {
    const scene = await inFoundation();
    const { foundationWrites, run } = scene.swarm;
    const call = { sessionID: "ses-1", callID: "x" };
    await foundationWrites.begin(call, ["docs/api.md"]);
    await foundationWrites.endSession("ses-2");
    expect(run.state.foundationWrites?.open).toHaveLength(1);
    await foundationWrites.endSession("ses-1");
    await foundationWrites.end(call);
    expect(run.state.foundationWrites?.open).toEqual([]);
    expect(await frozen(scene)).toEqual({});
  });

  test("are refused when the phase has gone on meanwhile", async () => {
    const scene = await inFoundation();
    await scene.freeze();
    expect(await scene.foundFile("docs/api.md", "late\n")).toMatchObject({ code: "NOT_IN_PHASE" });
  });
});
