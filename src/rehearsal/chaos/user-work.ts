import { appendFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { withGit } from "../../git/history.ts";
import type { Environment } from "../../kit/environment.ts";
import { isThere } from "../../kit/is-there.ts";
import type { Deed } from "../core/chaos-plan.ts";
import { baseOf, FIRST_FILES, type Member, NOTES, newOf } from "../core/chaos-project.ts";
import type { FoundWork } from "../core/chaos-verdict.ts";

/** One piece of the user's work: a line with a mark of its own, and where it must be found at the end. */
interface Piece {
  id: string;
  deed: Deed;
  mark: string;
  path: string;
  place: FoundWork["place"];
  commit?: string;
}

/** The beginning of each line of the user. */
const MARK = "the user's work";
/** Git says so when another git holds the index; a person then tries again. */
const BUSY = /index\.lock|Another git process|cannot lock ref/;
const BUSY_MS = 20_000;
const AGAIN_MS = 200;

/** What the user does in the checkout, and whether it is still there afterwards. */
export class UserWork {
  readonly #top: string;
  readonly #env: Environment;
  readonly #pieces: Piece[] = [];

  constructor(top: string, env: Environment) {
    this.#top = top;
    this.#env = env;
  }

  /** Does one deed; returns what it did, for the story. Throws if git stays locked. */
  async do(deed: Deed, near: Member): Promise<string> {
    const id = `${deed} ${this.#pieces.length + 1}`;
    const mark = `${MARK}, ${id}`;
    const path = pathOf(deed, near, this.#pieces.length + 1);
    await this.#write(deed, path, mark);
    const piece: Piece = { id, deed, mark, path, place: placeOf(deed) };
    if (deed === "stage") await this.#git(["add", "--", path]);
    if (piece.place === "history") piece.commit = await this.#commit(path, mark);
    this.#pieces.push(piece);
    return path;
  }

  /** Moves away all work in files that Workers write too, as a person does whom the plugin asks to. */
  async clear(): Promise<string[]> {
    const inTheWay = this.#pieces.filter(({ path }) => path.startsWith("src/"));
    const files = new Set(inTheWay.flatMap((each) => (each.commit === undefined ? each.path : [])));
    for (const path of files) await this.#moveAway(path);
    for (const { path, mark, commit } of inTheWay)
      if (commit !== undefined) await this.#putBack(path, mark);
    return inTheWay.map(({ id }) => id);
  }

  /** Looks for each piece of the user's work; `ours` is the commit of the run. */
  async found(ours: string | undefined): Promise<FoundWork[]> {
    return Promise.all(
      this.#pieces.map(async ({ id, path, place, mark, commit }) => ({
        ...{ id, path, place },
        found:
          commit === undefined
            ? (await this.#text(path, place)).includes(mark)
            : await this.#isInHistory(commit),
        inOurCommit: commit === undefined && (await this.#isAdded(ours, path, mark)),
      })),
    );
  }

  async #write(deed: Deed, path: string, mark: string): Promise<void> {
    const file = join(this.#top, path);
    await mkdir(dirname(file), { recursive: true });
    if (deed !== "edit-same" && deed !== "commit-same") return appendFile(file, `${mark}\n`);
    const [first = "", ...rest] = (await readFile(file, "utf8")).split("\n");
    const kept = first.startsWith(MARK) ? [first, ...rest] : rest;
    await writeFile(file, [mark, ...kept].join("\n"));
  }

  async #moveAway(path: string): Promise<void> {
    const file = join(this.#top, path);
    const pieces = this.#pieces.filter((each) => each.path === path && each.commit === undefined);
    const away = join("mine", (pieces[0]?.id ?? "").replaceAll(" ", "-"));
    await mkdir(join(this.#top, "mine"), { recursive: true });
    await writeFile(join(this.#top, away), await readFile(file));
    for (const piece of pieces) piece.path = away;
    const isTracked = (await this.#ask(["ls-files", "--", path])) !== "";
    if (isTracked) await this.#git(["checkout", "--", path]);
    else await rm(file);
  }

  /** The commit stays in the history; a further commit puts the file back. */
  async #putBack(path: string, mark: string): Promise<void> {
    const file = join(this.#top, path);
    const first = FIRST_FILES[path];
    if (first === undefined || !(await readFile(file, "utf8")).includes(mark)) return;
    await writeFile(file, first);
    await this.#commit(path, `put ${path} back`);
  }

  async #isAdded(ours: string | undefined, path: string, mark: string): Promise<boolean> {
    if (ours === undefined || !(await this.#ask(["show", `${ours}:${path}`])).includes(mark))
      return false;
    return !(await this.#ask(["show", `${ours}^:${path}`])).includes(mark);
  }

  async #commit(path: string, subject: string): Promise<string> {
    await this.#git(["add", "-N", "--", path]);
    await this.#git(["commit", "-q", "--no-gpg-sign", "--only", "-m", subject, "--", path]);
    return (await this.#ask(["rev-parse", "HEAD"])).trim();
  }

  async #text(path: string, place: FoundWork["place"]): Promise<string> {
    if (place === "index") return this.#ask(["show", `:${path}`]);
    const file = join(this.#top, path);
    return (await isThere(file)) ? readFile(file, "utf8") : "";
  }

  async #isInHistory(commit: string): Promise<boolean> {
    return (await this.#ask(["rev-list", "HEAD"])).split("\n").includes(commit);
  }

  /** The output; empty if git fails, for example because the path does not exist there. */
  #ask(words: string[]): Promise<string> {
    return withGit(this.#top, this.#env, (git) => git.raw(words)).catch(() => "");
  }

  async #git(words: string[]): Promise<void> {
    const until = Date.now() + BUSY_MS;
    for (;;) {
      try {
        await withGit(this.#top, this.#env, (git) => git.raw(words));
        return;
      } catch (error) {
        if (!BUSY.test(String(error)) || Date.now() > until) throw error;
        await delay(AGAIN_MS);
      }
    }
  }
}

function pathOf(deed: Deed, near: Member, n: number): string {
  switch (deed) {
    case "edit-elsewhere":
      return NOTES;
    case "edit-apart":
    case "edit-same":
    case "commit-same":
      return baseOf(near);
    case "untracked-same":
      return newOf(near);
    case "stage":
      return `staged-${n}.txt`;
    case "untracked":
      return `scratch/${n}.txt`;
    case "ignored":
      return `debug-${n}.log`;
    case "commit":
      return `kept-${n}.txt`;
  }
}

function placeOf(deed: Deed): FoundWork["place"] {
  if (deed === "commit" || deed === "commit-same") return "history";
  return deed === "stage" ? "index" : "file";
}
