import type { Checkout } from "../checkout.ts";
import type { SettledLanding } from "../port.ts";
import { resolveObject } from "../refs.ts";
import type { RunGit } from "../run-git.ts";
import { diffTrees } from "../trees.ts";
import { type IndexEditor, setSide } from "./index-edit.ts";
import { endLanding, forgetObjects } from "./keep-objects.ts";
import { dropPrepared, type LandedEntry, type LandingRecord, readRecord } from "./record.ts";
import { sweepIndexes, sweepRefLocks } from "./sweep.ts";
import { takeFilesBack } from "./take-back.ts";

/**
 * Ends a landing that was cut off. If its commit is on the branch, the landing is finished; otherwise files and index
 * become what they were. The call can be cut off too and repeated. Only the process that drives the project may call
 * it. Throws LANDING_UNREADABLE.
 */
export async function settleLanding(
  editor: IndexEditor,
  said: (settled: SettledLanding) => Promise<unknown> = async () => undefined,
): Promise<SettledLanding> {
  const { run, place } = editor;
  await sweepIndexes(place);
  const record = await readRecord(place);
  if (record === undefined) {
    await forgetObjects(run, place);
    await dropPrepared(place);
    return { outcome: "none" };
  }
  await sweepRefLocks(run, place, record);
  const settled = await settle(editor, record);
  // Only when the outcome is noted may the record go: a kill in between would leave it unsaid for good.
  await said(settled);
  await endLanding(editor);
  return settled;
}

async function settle(editor: IndexEditor, record: LandingRecord): Promise<SettledLanding> {
  const { run, place } = editor;
  const { commit } = record;
  if (await isLanded(run, place.top, record)) return { outcome: "finished", commit };
  const committed = await committedSince(run, place, record);
  const unclear = await takeFilesBack(place, record, committed);
  const index = record.index.filter(({ path }) => !committed.has(path));
  await setSide(editor, index, "before");
  return { outcome: "taken-back", commit, paths: record.files.map(({ path }) => path), unclear };
}

/**
 * The paths that the user has committed as the landing had left them. To take them back would stage the reversal of
 * the user's own commit.
 */
async function committedSince(
  run: RunGit,
  { top }: Checkout,
  { expectedHead, index }: LandingRecord,
): Promise<Set<string>> {
  if ((await resolveObject(run, top, "HEAD^{commit}")) === expectedHead) return new Set();
  const changes = await diffTrees(run, top, [expectedHead, "HEAD"], "loose");
  const isCommitted = ({ path, after }: LandedEntry) => {
    const now = changes.get(path)?.after;
    return changes.has(path) && now?.oid === after?.oid && now?.mode === after?.mode;
  };
  return new Set(index.filter(isCommitted).map(({ path }) => path));
}

/** Is the commit on its branch, or wherever HEAD is? */
export async function isLanded(
  run: RunGit,
  top: string,
  { commit, branch }: { commit: string; branch?: string | undefined },
): Promise<boolean> {
  const names = branch === undefined ? ["HEAD"] : [`refs/heads/${branch}`, "HEAD"];
  for (const name of names) {
    const args = ["merge-base", "--is-ancestor", commit, name];
    // 128: there is no such branch any more.
    if ((await run(top, { args, answers: [1, 128] })).code === 0) return true;
  }
  return false;
}
