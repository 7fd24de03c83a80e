import type { Checkout } from "../checkout.ts";
import type { SettledLanding } from "../port.ts";
import type { RunGit } from "../run-git.ts";
import { type IndexEditor, setSide } from "./index-edit.ts";
import { dropPrepared, dropRecord, type LandingRecord, readRecord } from "./record.ts";
import { sweepIndexes, sweepRefLocks } from "./sweep.ts";
import { takeFilesBack } from "./take-back.ts";

/**
 * Ends a landing that was cut off. If its commit is on the branch, the landing is finished; otherwise files and index
 * become what they were. The call can be cut off too and repeated. Only the process that drives the project may call
 * it. Throws LANDING_UNREADABLE.
 */
export async function settleLanding(editor: IndexEditor): Promise<SettledLanding> {
  const { run, place } = editor;
  await sweepIndexes(place);
  const record = await readRecord(place);
  if (record === undefined) {
    await dropPrepared(place);
    return { outcome: "none" };
  }
  const { commit } = record;
  await sweepRefLocks(run, place, record);
  if (await hasLanded(run, place, record)) {
    await dropRecord(place);
    return { outcome: "finished", commit };
  }
  const unclear = await takeFilesBack(place, record);
  await setSide(editor, record.index, "before");
  await dropRecord(place);
  return { outcome: "taken-back", commit, paths: record.files.map(({ path }) => path), unclear };
}

async function hasLanded(run: RunGit, place: Checkout, record: LandingRecord): Promise<boolean> {
  const names = record.branch === undefined ? ["HEAD"] : [`refs/heads/${record.branch}`, "HEAD"];
  for (const name of names) {
    const args = ["merge-base", "--is-ancestor", record.commit, name];
    // 128: there is no such branch any more.
    if ((await run(place.top, { args, answers: [1, 128] })).code === 0) return true;
  }
  return false;
}
