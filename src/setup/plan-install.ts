import { relative } from "node:path";
import type { Sentence } from "../kit/sentence.ts";
import { STATE_LINE } from "../kit/state-paths.ts";
import { type Desired, type DesiredFile, planned } from "./adapters/desired.ts";
import { textOf } from "./adapters/jsonc.ts";
import { transactions } from "./adapters/transaction.ts";
import { readFound, sha256 } from "./adapters/write-file.ts";
import { type ConfigFiles, configChanges } from "./config-files.ts";
import type { SetupContext } from "./context.ts";
import { lineDiff } from "./core/diff.ts";
import { withLines } from "./core/lines.ts";
import type { SetupFacts } from "./core/settings.ts";
import type { Seeds } from "./install-steps.ts";
import { promptSteps } from "./prompt-files.ts";
import type { Reason } from "./reasons.ts";
import { settingsTemplate } from "./settings-template.ts";
import type { SetupTarget } from "./target.ts";
import { terminalHalf } from "./terminal-half.ts";

/** One file or folder of a plan. */
export interface PlanItem {
  file: string;
  /** `keep`: nothing is written, and the diff shows the file without the user's edits. */
  action: "create" | "update" | "keep";
  why: (Reason | Sentence)[];
  /** Hunks of a unified diff; "" for folders and binary files. */
  diff: string;
}

export interface InstallPlan {
  items: PlanItem[];
  project: Desired[];
  shared: Desired[];
  /** True if nothing has to be written. */
  nothing: boolean;
}

/** Longer contents are not compared line by line. */
const DIFF_LIMIT_BYTES = 512 * 1024;

/** The changes that install has to make. Reads without changing anything. Throws BAD_CONFIG, NOT_A_FILE. */
export async function planInstall(request: {
  place: SetupTarget;
  context: SetupContext;
  configs: ConfigFiles;
  facts: SetupFacts;
  seeds: Seeds;
}): Promise<InstallPlan> {
  const { place, context, configs, facts, seeds } = request;
  const manifest = await transactions(place.state).manifest();
  const items: PlanItem[] = [];
  const project: Desired[] = [];
  const add = async (wish: Desired, why: PlanItem["why"], list: Desired[]) => {
    list.push(wish);
    const ours = place.scope === "project" && list === project;
    const item = await itemOf(wish, why, ours ? place.top : undefined);
    if (item) items.push(item);
  };

  for (const { wish, edits } of configChanges(configs, facts))
    await add(wish, [...new Set(edits.map((edit) => edit.why))], project);
  const half = await terminalHalf(place, configs, facts.plugin);
  for (const wish of half) await add(wish, [wish.why], project);
  for (const step of await promptSteps(place.opencodeFolder, {
    packageRoot: context.packageRoot,
    force: context.force,
    manifest,
  }))
    if (step.keep) items.push(keptPrompt(step.wish, step.before));
    else await add(step.wish, [step.why], project);
  if (place.settingsFile && !(await readFound(place.settingsFile)))
    await add(settingsWish(place.settingsFile), ["settings-file"], project);
  for (const wish of seeds.project) await add(wish, [wish.why ?? seedReason(place)], project);
  // A file of the user's may be one that git tracks.
  const unseen = [...half.filter(({ basedOn }) => basedOn === null), ...seeds.project];
  const exclude = await excludeWish(place, unseen);
  if (exclude) await add(exclude, ["exclude"], project);
  const shared: Desired[] = [];
  for (const wish of seeds.shared) await add(wish, [wish.why ?? "shared-seed"], shared);
  const writes = items.some(({ action }) => action !== "keep");
  // Without a manifest nothing would record that this project needs the shared files.
  return {
    items,
    project,
    shared,
    nothing: !writes && (manifest !== undefined || shared.length === 0),
  };
}

function seedReason({ scope }: SetupTarget): Reason {
  return scope === "managed" ? "managed-copy" : "seed";
}

function settingsWish(path: string): DesiredFile {
  return { path, content: Buffer.from(settingsTemplate()), role: "settings", basedOn: null };
}

function keptPrompt({ path, content }: DesiredFile, before: string): PlanItem {
  return {
    file: path,
    action: "keep",
    why: ["prompt-kept"],
    diff: lineDiff(before, content.toString("utf8")),
  };
}

/** Keeps our state and the project's seeds out of git, in this checkout only. */
async function excludeWish(
  place: SetupTarget,
  seeds: readonly Desired[],
): Promise<DesiredFile | undefined> {
  if (!place.excludeFile) return undefined;
  const found = await readFound(place.excludeFile);
  const wanted = seeds.map(
    (wish) => `/${relative(place.top, wish.path)}${"folder" in wish ? "/" : ""}`,
  );
  const before = found ? textOf(found.content, place.excludeFile) : "";
  const { text, added } = withLines(before, [
    STATE_LINE,
    ...wanted.map((line) => line.replaceAll("\\", "/")),
  ]);
  if (added.length === 0) return undefined;
  return {
    path: place.excludeFile,
    content: Buffer.from(text),
    role: "lines",
    lines: added,
    basedOn: found ? sha256(found.content) : null,
  };
}

async function itemOf(
  wish: Desired,
  why: PlanItem["why"],
  top: string | undefined,
): Promise<PlanItem | undefined> {
  const steps = await planned([wish], top);
  if ("folder" in wish)
    return steps.length > 0 ? { file: wish.path, action: "create", why, diff: "" } : undefined;
  const change = steps.find((step) => step.wish !== undefined)?.change;
  if (!change) return undefined;
  const before = (await readFound(wish.path))?.content;
  return {
    file: change.path,
    action: before ? "update" : "create",
    why,
    diff:
      isText(before) && isText(wish.content)
        ? withoutKeys(lineDiff(before?.toString("utf8") ?? "", wish.content.toString("utf8")))
        : "",
  };
}

/** People show, paste and log a plan, so the plan leaves out keys beside a change. */
function withoutKeys(diff: string): string {
  return diff.replace(
    /("(?:api_?key|token|password|authorization)"\s*:\s*")(?!\{env:|EMPTY")[^"]*"/gi,
    '$1…"',
  );
}

function isText(content: Buffer | undefined): boolean {
  return !content || (content.length <= DIFF_LIMIT_BYTES && !content.includes(0));
}

/** The path relative to `from`, if that is shorter. */
export function shownPath(path: string, from: string): string {
  const short = relative(from, path);
  return short.startsWith("..") ? path : short || ".";
}
