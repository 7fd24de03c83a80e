import { mkdtemp, realpath, rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { inject } from "vitest";
import type { Language } from "../../src/kit/sentence.ts";
import type { Script } from "../../src/scripted-model/script.ts";
import { type ModelServer, startModelServer } from "../../src/scripted-model/server.ts";
import type { EventType } from "../../src/swarm/core/run/events.ts";
import type { Ground } from "../support/ground.ts";
import { installed } from "../support/installed.ts";
import { Terminal } from "../support/terminal.ts";
import { isDrawn, normal } from "./normal.ts";
import { SIZES, type Size } from "./states.ts";

/** A screen that is the same this many times in a row stands still. */
const SAME = 4;
const LOOK_MS = 150;
const SETTLE_MS = 120_000;
const SHOWS_MS = 120_000;
const LOCALE: Record<Language, string> = { en: "en_US.UTF-8", ko: "ko_KR.UTF-8" };

/** A user's machine with one OpenCode in a real terminal and a scripted model. */
export class Stage {
  readonly ground: Ground;
  readonly model: ModelServer;
  readonly #env: Readonly<Record<string, string>>;
  readonly #folder: string;
  #terminal: Terminal | undefined;
  #starts = 0;

  private constructor(parts: {
    ground: Ground;
    model: ModelServer;
    env: Readonly<Record<string, string>>;
    folder: string;
  }) {
    this.ground = parts.ground;
    this.model = parts.model;
    this.#env = parts.env;
    this.#folder = parts.folder;
  }

  static async open(language: Language, script: Script): Promise<Stage> {
    // Its length is in the screens: a path is broken where a row ends.
    const folder = await realpath(await mkdtemp("/tmp/aegis-screens-"));
    const model = await startModelServer({ script });
    const { env, ground } = await installed(folder, {
      baseURL: model.url,
      env: { LANG: LOCALE[language] },
    });
    return new Stage({ ground, model, env, folder });
  }

  async close(): Promise<void> {
    await this.#terminal?.close();
    await this.model.stop();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10 });
  }

  /** Starts OpenCode; `more` is added to the user's environment. */
  async start(more: Record<string, string> = {}, ...args: string[]): Promise<void> {
    this.#terminal = await Terminal.start({
      name: `${this.#folder.slice("/tmp/aegis-".length)}-${++this.#starts}`,
      ...{ command: inject("opencode").path, args, cwd: this.ground.dir },
      ...{ env: { ...this.#env, ...more }, columns: 120, rows: 40 },
    });
  }

  get terminal(): Terminal {
    if (!this.#terminal) throw new Error("no OpenCode was started");
    return this.#terminal;
  }

  shows(wanted: RegExp): Promise<string> {
    return this.terminal.shows(wanted, SHOWS_MS);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.terminal.press(key);
  }

  async say(text: string): Promise<void> {
    await this.terminal.type(text);
    await this.shows(new RegExp(text.slice(-6)));
    await this.press("Enter");
  }

  async openDashboard(): Promise<void> {
    await this.press("C-x", "w");
    await this.shows(/^ Aegis [\s\S]*\n Esc /);
  }

  /** Waits until the run's journal has so many events of a kind. Throws with the screen. */
  async recorded(type: EventType, wanted: number): Promise<void> {
    const deadline = Date.now() + SHOWS_MS;
    for (;;) {
      const found = (await this.ground.events(type)).length;
      if (found === wanted) return;
      if (found > wanted || Date.now() > deadline)
        throw new Error(await this.#lacking(`${found} of ${wanted} ${type}`));
      await pause(LOOK_MS);
    }
  }

  async #lacking(what: string): Promise<string> {
    const events = (await this.ground.records())
      .slice(-8)
      .map(({ event }) => JSON.stringify(event));
    return [`${what}:`, await this.terminal.screen(), ...events].join("\n");
  }

  /** Back to what lies under the dashboard. */
  async leave(): Promise<void> {
    await this.press("Escape");
    await this.gone(/\n Esc /);
    // A screen that is being drawn has neither.
    await this.shows(/┃/);
  }

  async gone(unwanted: RegExp): Promise<void> {
    for (let screen = await this.terminal.screen(); unwanted.test(screen); )
      screen = await this.terminal.changes(screen);
  }

  /** Chooses a Worker's card in the dashboard. */
  async choose(id: string): Promise<void> {
    const chosenIn = (screen: string) => /▸ (w\d\d) /.exec(screen)?.[1];
    for (let screen = await this.terminal.screen(); chosenIn(screen) !== id; ) {
      const before = chosenIn(screen);
      await this.press("Tab");
      // A clock changes the screen too: the next Tab waits for this one.
      while (chosenIn(screen) === before) screen = await this.terminal.changes(screen);
    }
  }

  /** The screen that stands still, in each size; `key` is pressed in each size. `wide`: what the widest shows at last. */
  async screens(wide: RegExp, key?: string): Promise<{ size: Size; screen: string }[]> {
    const found: { size: Size; screen: string }[] = [];
    for (const size of SIZES) {
      await this.terminal.resize(size[0], size[1]);
      // OpenCode draws its sidebar anew now and then, and the server's row comes a moment later.
      const needed = size === SIZES[0] ? wide : /^/;
      await this.#still(size, needed);
      if (key !== undefined) await this.press(key);
      found.push({ size, screen: await this.#still(size, needed) });
    }
    // A key during a resize can be lost.
    await this.terminal.resize(SIZES[1][0], SIZES[1][1]);
    await this.#still(SIZES[1]);
    return found;
  }

  /** The screen once OpenCode has drawn all of it in this size. */
  async #still(size: Size, needed = /^/): Promise<string> {
    const deadline = Date.now() + SETTLE_MS;
    let last = "";
    for (let same = 0; ; ) {
      const raw = await this.terminal.screen();
      const screen = normal(raw, this.#folder);
      const isWhole = isDrawn(raw, size) && needed.test(raw);
      same = screen === last && isWhole ? same + 1 : 0;
      last = screen;
      if (same >= SAME) return screen;
      if (Date.now() > deadline) throw new Error(`never stands still at ${size}:\n${raw}`);
      await pause(LOOK_MS);
    }
  }
}
