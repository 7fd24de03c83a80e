import { paintWith } from "../kit/paint.ts";
import type { Language } from "../kit/sentence.ts";
import { wrapped } from "../kit/wrap.ts";
import type { Left } from "./adapters/take-back.ts";
import type { SetupContext } from "./context.ts";
import { type PlanItem, shownPath } from "./plan-install.ts";
import type { CutOffCommand } from "./recover-setup.ts";
import { SETUP_WORDS } from "./words.ts";

/** One line of an uninstall's plan. */
export interface RemovalItem {
  file: string;
  action: "restore" | "remove";
}

/** Output of install and uninstall for people; nothing with `--json`. */
export function setupScreen(context: SetupContext, top: string) {
  const words = SETUP_WORDS[context.language];
  const paint = paintWith(context.color);
  const raw = (text: string) => {
    if (!context.json) context.write(`${text}\n`);
  };
  const print = (text: string) => raw(wrapped(text, context.columns));
  const short = (path: string) => shownPath(path, top);
  const sign: Record<PlanItem["action"] | RemovalItem["action"], string> = {
    create: paint.green("+"),
    update: paint.yellow("~"),
    keep: paint.dim("="),
    restore: paint.yellow("~"),
    remove: paint.red("-"),
  };

  return {
    words,
    print,
    opening(command: string) {
      print(`${paint.bold(`oh-my-qwencoder ${command}`)} — ${top}`);
    },
    note: (text: string) => print(`  ${paint.dim("·")} ${text}`),
    /** `diffs`: show every file's diff; otherwise only the diffs of kept files, which have nothing else to show. */
    plan(items: readonly PlanItem[], diffs: boolean) {
      // One line for the package's forty or so files, unless every line is requested.
      const outside = diffs ? [] : items.filter(isShared);
      for (const item of items.filter((one) => !outside.includes(one))) planned(item, diffs);
      if (outside.length === 0) return;
      print(`${sign.create} ${words.outside(outside.length, commonFolder(outside))}`);
      print(`    ${reasonText(outside[0]?.why[0] ?? "shared-seed", context.language)}`);
    },
    removal(items: readonly RemovalItem[]) {
      for (const { file, action } of items)
        print(`${sign[action]} ${words.action[action]} ${short(file)}`);
    },
    recovered(found: readonly CutOffCommand[]) {
      for (const { kind, folder, paths, left } of found) {
        print(words.recovered[kind](short(folder), paths.length));
        leftovers(left);
      }
    },
    leftovers,
    good: (text: string) => print(`${paint.green("✓")} ${text}`),
    bad: (text: string) => print(`${paint.red("✗")} ${text}`),
  };

  function planned({ file, action, why, diff }: PlanItem, diffs: boolean) {
    print(`${sign[action]} ${words.action[action]} ${short(file)}`);
    for (const reason of why) print(`    ${reasonText(reason, context.language)}`);
    const shown = diff !== "" && (diffs || action === "keep");
    for (const line of shown ? diff.split("\n") : []) raw(`      ${colored(line)}`);
  }

  function leftovers(left: readonly Left[]) {
    if (left.length === 0) return;
    print(words.stays);
    for (const { path, why, what } of left)
      print(`  ${short(path)}: ${words.left[why]}${what === undefined ? "" : ` (${what})`}`);
  }

  function colored(line: string): string {
    if (line.startsWith("+")) return paint.green(line);
    if (line.startsWith("-")) return paint.red(line);
    return line.startsWith("@@") ? paint.cyan(line) : line;
  }
}

function isShared({ why }: PlanItem): boolean {
  return why.length === 1 && (why[0] === "shared-seed" || why[0] === "managed-copy");
}

/** The deepest folder that contains all files. */
function commonFolder(items: readonly PlanItem[]): string {
  const [first = [], ...rest] = items.map(({ file }) => file.split("/"));
  const shared = first.findIndex((part, at) => rest.some((parts) => parts[at] !== part));
  return first.slice(0, shared === -1 ? -1 : shared).join("/") || "/";
}

export function reasonText(reason: PlanItem["why"][number], language: Language): string {
  return typeof reason === "string" ? SETUP_WORDS[language].reason[reason] : reason[language];
}
export type SetupScreen = ReturnType<typeof setupScreen>;
